/** Records what a system asks its databases: the plans of its queries, and the events that it writes. */
import mongoose from "mongoose";
import type { Event } from "../../platform/events/event.js";
import { testDatabaseUri } from "./environment.js";

/** A call as mongoose makes it: collection, method, arguments. */
type Call = [collection: string, method: string, ...args: unknown[]];

/** What was asked between `recordDatabaseCalls` and `stop`. */
export interface DatabaseCalls {
  stop(): void;
  /** Every event that was written, once each. */
  events(): Event[];
  /**
   * Asks the databases how they serve each call, and returns those that scan a collection, or sort in memory although
   * `mayBeSorted` does not excuse them; and how many were asked about.
   */
  findSlowPlans(mayBeSorted?: (explain: object) => boolean): Promise<{ slow: string[]; explained: number }>;
}

/** Starts to record the calls of every connection in this process; calls that differ in their texts alone count as one. */
export function recordDatabaseCalls(): DatabaseCalls {
  const calls = new Map<string, { database: string; call: Call }>();
  const events = new Map<string, Event>();
  mongoose.set("debug", function (this: mongoose.Collection, ...call: unknown[]) {
    const database = this.conn.name;
    const shape = JSON.stringify(call, toShape);
    calls.set(`${database} ${call[0]}.${call[1]} ${shape}`, { database, call: call as Call });
    collectEvents(call.slice(2), events);
  });
  return {
    stop: () => void mongoose.set("debug", false),
    events: () => [...events.values()],
    async findSlowPlans(mayBeSorted = () => false) {
      const slow: string[] = [];
      let explained = 0;
      const connection = await mongoose.createConnection(testDatabaseUri()).asPromise();
      const client = connection.getClient();
      // FerretDB explains no findAndModify, and the rest in PostgreSQL's terms.
      if ("ferretdb" in (await client.db("admin").command({ buildInfo: 1 }))) {
        console.log(`FerretDB 2: skipped the plans of ${calls.size} queries`);
        await connection.close();
        return { slow, explained: calls.size };
      }
      for (const { database, call } of calls.values()) {
        for (const explain of toExplain(call)) {
          const answer = await client.db(database).command({ explain, verbosity: "queryPlanner" });
          const stages = stagesOf(answer);
          explained += 1;
          const isScan = stages.includes("COLLSCAN") || stages.length === 0;
          if (isScan || (stages.includes("SORT") && !mayBeSorted(explain)))
            slow.push(`${stages.join("<")} ${JSON.stringify(explain)}`);
        }
      }
      await connection.close();
      return { slow, explained };
    },
  };
}

/** Leaves out of a call what does not change its plan: texts, and the time that is left. mongoose passes sorts as maps. */
function toShape(name: string, value: unknown): unknown {
  if (typeof value === "string" || name === "maxTimeMS") return "…";
  return value instanceof Map ? [...value] : value;
}

/** Picks the events from whatever is written, wherever in it they are. */
function collectEvents(value: unknown, found: Map<string, Event>): void {
  if (Array.isArray(value)) for (const entry of value) collectEvents(entry, found);
  else if (typeof value === "object" && value !== null) {
    if ("specversion" in value) found.set((value as Event).id, structuredClone(value) as Event);
    else if (!(value instanceof Date)) collectEvents(Object.values(value), found);
  }
}

/** The explain command for a call, or null for a write of a new document. */
function toExplain([collection, method, ...args]: Call): Record<string, unknown>[] {
  const [first, second, third] = args as [
    Record<string, unknown>,
    Record<string, unknown>,
    Record<string, unknown>,
  ];
  const { sort, limit, projection, hint } = (second ?? {}) as Record<string, unknown>;
  if (method === "find" || method === "findOne") {
    return [
      {
        find: collection,
        filter: first,
        ...(sort ? { sort: plain(sort) } : {}),
        ...(typeof limit === "number" && { limit }),
        ...(projection ? { projection } : {}),
        ...(hint ? { hint } : {}),
      },
    ];
  }
  if (method === "countDocuments") {
    const pipeline = [{ $match: first }, { $group: { _id: 1, n: { $sum: 1 } } }];
    return [{ aggregate: collection, pipeline, cursor: {}, ...(hint ? { hint } : {}) }];
  }
  if (method === "aggregate") return [{ aggregate: collection, pipeline: first, cursor: {} }];
  if (method === "updateMany")
    return [{ update: collection, updates: [{ q: first, u: second, multi: true }] }];
  if (method === "updateOne")
    return [{ update: collection, updates: [{ q: first, u: second, upsert: third?.["upsert"] === true }] }];
  if (method === "findOneAndUpdate") return [{ findAndModify: collection, query: first, update: second }];
  if (method === "deleteOne") return [{ delete: collection, deletes: [{ q: first, limit: 1 }] }];
  if (method === "bulkWrite") {
    return (args[0] as { updateOne: { filter: object; update: object } }[]).map(({ updateOne }) => ({
      update: collection,
      updates: [{ q: updateOne.filter, u: updateOne.update }],
    }));
  }
  return [];
}

/** mongoose hands sorts over as maps. */
const plain = (sort: unknown) => (sort instanceof Map ? Object.fromEntries(sort) : sort);

/** Names of all stages anywhere in an explanation. */
function stagesOf(explanation: unknown, found: string[] = []): string[] {
  if (Array.isArray(explanation)) for (const entry of explanation) stagesOf(entry, found);
  else if (typeof explanation === "object" && explanation !== null) {
    for (const [name, value] of Object.entries(explanation)) {
      if (name === "stage" && typeof value === "string") found.push(value);
      else if (name !== "rejectedPlans") stagesOf(value, found);
    }
  }
  return found;
}
