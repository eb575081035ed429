/** Leases: claims on work that expire, so that one of many processes does it, and none that dies keeps it. */
import { randomUUID } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import { type Model, type QueryFilter, Schema, type UpdateQuery } from "mongoose";
import { unavailable } from "../errors.js";
import { duplicateFields } from "./connection.js";

/** The fields of a document that hold the lease on it: the name of its holder, and until when it is held. */
export interface LeaseFields<Record> {
  holder: keyof Record & string;
  until: keyof Record & string;
}

/** A lease that is not on a document but on a name. */
export interface LeaseRecord {
  _id: string;
  holder: string;
  until: Date;
}

export type LeaseModel = Model<LeaseRecord>;

/** The schema of `LeaseRecord`. */
export function createLeaseSchema(): Schema<LeaseRecord> {
  return new Schema<LeaseRecord>(
    {
      _id: { type: String, required: true },
      holder: { type: String, required: true },
      until: { type: Date, required: true },
    },
    { versionKey: false },
  );
}

/** Creates one holder of leases on the documents of a collection; each lease lasts `milliseconds`. */
export function createLeaseHolder<Record extends { _id: string }>(
  model: Model<Record>,
  { holder: holderField, until: untilField }: LeaseFields<Record>,
  milliseconds: number,
) {
  const holder = randomUUID();
  const held = (_id: string) => ({ _id, [holderField]: holder }) as QueryFilter<Record>;
  return {
    /** The filter of a document while this holder has the lease on it. */
    held,

    /**
     * Takes the lease on the document that is free for the longest time, and applies `update` with it; null when none
     * that matches `filter` is free. One conditional update, so that of many holders one gets it.
     */
    async take(
      filter: QueryFilter<Record> = {},
      update: UpdateQuery<Record> = {},
      { upsert = false } = {},
    ): Promise<Record | null> {
      const now = Date.now();
      const lease = { [holderField]: holder, [untilField]: new Date(now + milliseconds) };
      return (await model
        .findOneAndUpdate(
          { ...filter, [untilField]: { $lte: new Date(now) } } as QueryFilter<Record>,
          { ...update, $set: lease } as UpdateQuery<Record>,
          { returnDocument: "after", ...(upsert ? { upsert } : { sort: { [untilField]: 1 } }) },
        )
        .lean()) as Record | null;
    },

    /** Gives the lease back and applies `changes`; the document can be leased again after `waitMilliseconds`. */
    async release(_id: string, waitMilliseconds: number, changes: Partial<Record> = {}): Promise<void> {
      const free = { [holderField]: null, [untilField]: new Date(Date.now() + waitMilliseconds) };
      await model.updateOne(held(_id), { $set: { ...changes, ...free } } as UpdateQuery<Record>);
    },
  };
}

const timing = { holdMilliseconds: 5_000, retryMilliseconds: 20, patienceMilliseconds: 3_000 };

/**
 * Runs `work` while holding the lease `name`: for a change that needs more than one document. A holder that dies loses
 * it after five seconds.
 * @throws AppError SERVICE_UNAVAILABLE when others hold it for too long.
 */
export async function withLease<Result>(
  leases: LeaseModel,
  name: string,
  work: () => Promise<Result>,
): Promise<Result> {
  const lease = createLeaseHolder(leases, { holder: "holder", until: "until" }, timing.holdMilliseconds);
  const take = async (): Promise<boolean> => {
    try {
      return (await lease.take({ _id: name }, {}, { upsert: true })) !== null;
    } catch (error) {
      // Another holder has it: the upsert then meets its id.
      if (duplicateFields(error) !== null) return false;
      throw error;
    }
  };
  const giveUpAt = Date.now() + timing.patienceMilliseconds;
  while (!(await take())) {
    if (Date.now() > giveUpAt) throw unavailable("Another request is changing this right now; try again.");
    await delay(timing.retryMilliseconds);
  }
  try {
    return await work();
  } finally {
    await leases.deleteOne(lease.held(name));
  }
}
