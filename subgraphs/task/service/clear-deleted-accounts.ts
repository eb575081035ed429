/** Clears away the tasks of accounts that are gone, in the background and in batches. */
import type { Event } from "../../../platform/events/event.js";
import type { OutboxRelay } from "../../../platform/events/outbox-relay.js";
import type { Logger } from "../../../platform/log.js";
import { createRounds } from "../../../platform/rounds.js";
import type { DepartureRecord, TaskModels, TaskRecord } from "../model.js";
import { toTaskEvent } from "./task-event.js";

/** What takes notice of deleted accounts. */
export interface Departures {
  /** For the event of a deletion: notes it and returns; it may come twice. */
  note(event: Pick<Event, "subject">): Promise<void>;
  /** Of accounts that are gone, notes those that tasks still name; returns how many. */
  noteAll(accountIds: readonly string[]): Promise<number>;
  /** Stops after the batch under way; another start goes on. */
  stop(): Promise<void>;
}

/** How tasks are cleared away; tests do not wait so long. */
export const departureTiming = { pollMilliseconds: 5_000, leaseMilliseconds: 60_000, batchSize: 200 };

/**
 * Starts to clear away what is noted, also by others and before a crash. Tasks that the account owns are deleted,
 * each with its event; assignments to it are taken back. It is done at once, and once more when the last access
 * token of the account is over: one of its requests may have been under way.
 */
export function startDepartures(
  { tasks, departures }: TaskModels,
  tokenLifetimeSeconds: number,
  relay: Pick<OutboxRelay, "wake">,
  log: Logger,
  timing = departureTiming,
): Departures {
  const leaseEnd = () => new Date(Date.now() + timing.leaseMilliseconds);
  const claim = () =>
    departures
      .findOneAndUpdate(
        { sweepAt: { $lte: new Date() } },
        { $set: { sweepAt: leaseEnd() } },
        { sort: { sweepAt: 1 }, returnDocument: "after" },
      )
      .lean();

  /** Clears one batch; false when there was nothing left. */
  const clearBatch = async (accountId: string): Promise<boolean> => {
    const found = await tasks
      .find({ viewerIds: accountId, deletedAt: null }, { ownerId: 1, assigneeId: 1, enabled: 1, version: 1 })
      .limit(timing.batchSize)
      .lean();
    if (found.length === 0) return false;
    await tasks.bulkWrite(
      found.map((task) => ({
        updateOne: {
          // Whoever changes it at this moment is first; the next batch finds it again.
          filter: { _id: task._id, version: task.version, deletedAt: null },
          update: task.ownerId === accountId ? toDeletion(task) : toReturn(task),
        },
      })),
      { ordered: false },
    );
    void relay.wake();
    return true;
  };

  /** Clears all there is and puts the record off, or away; at a stop in the middle another may go on at once. */
  const sweep = async ({ _id, lastSweepAt }: DepartureRecord): Promise<void> => {
    const isLast = lastSweepAt.getTime() <= Date.now();
    while (!rounds.isStopping() && (await clearBatch(_id))) {
      await departures.updateOne({ _id }, { $set: { sweepAt: leaseEnd() } });
    }
    if (isLast && !rounds.isStopping()) await departures.deleteOne({ _id });
    else
      await departures.updateOne(
        { _id },
        { $set: { sweepAt: rounds.isStopping() ? new Date() : lastSweepAt } },
      );
  };

  const sweepAll = async (): Promise<boolean> => {
    for (let gone = await claim(); gone !== null; gone = rounds.isStopping() ? null : await claim())
      await sweep(gone);
    return false;
  };
  const rounds = createRounds(sweepAll, timing.pollMilliseconds, (error) =>
    log.warn({ err: error }, "tasks of deleted accounts could not be cleared away; again soon"),
  );

  const note = async (accountId: string): Promise<void> => {
    const now = new Date();
    const lastSweepAt = new Date(now.getTime() + tokenLifetimeSeconds * 1000);
    await departures.updateOne(
      { _id: accountId },
      { $setOnInsert: { sweepAt: now, lastSweepAt } },
      { upsert: true },
    );
    void rounds.wake();
  };

  void rounds.wake();
  return {
    note: ({ subject }) => note(subject),
    async noteAll(accountIds) {
      let noted = 0;
      for (const id of accountIds) {
        const left = await tasks.exists({ viewerIds: id, deletedAt: null });
        if (left === null || (await departures.exists({ _id: id })) !== null) continue;
        await note(id);
        noted += 1;
      }
      return noted;
    },
    stop: rounds.stop,
  };
}

type ClearedTask = Pick<TaskRecord, "_id" | "ownerId" | "assigneeId" | "enabled" | "version">;

/** What is written in it goes at once, whenever the document may. */
function toDeletion(task: ClearedTask) {
  const now = new Date();
  const version = task.version + 1;
  return {
    $set: { deletedAt: now, updatedAt: now, version, viewerIds: [], title: "", description: "" },
    $push: { outbox: toTaskEvent("task.deleted", { ...task, version }) },
  };
}

function toReturn(task: ClearedTask) {
  const version = task.version + 1;
  return {
    $set: { assigneeId: null, viewerIds: [task.ownerId], updatedAt: new Date(), version },
    $push: { outbox: toTaskEvent("task.assigned", { ...task, assigneeId: null, version }) },
  };
}
