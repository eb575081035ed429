/** Runs work in one process at a time, by a lease in the database. */
import { setTimeout as delay } from "node:timers/promises";
import { type Model, Schema } from "mongoose";
import { unavailable } from "../errors.js";
import { duplicateFields } from "./duplicate-fields.js";
import { createLeaseHolder } from "./lease.js";

/** A lease on a name instead of a document. */
export interface LeaseRecord {
  _id: string;
  holder: string;
  until: Date;
}

/** The model of leases. */
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

/** The patience outlasts a holder that has died, and is less than the gateway's timeout of a fetch. */
const timing = { holdMilliseconds: 5_000, retryMilliseconds: 20, patienceMilliseconds: 10_000 };

/**
 * Runs `work` while holding the lease `name`, for a change of more than one document. A holder that dies loses the lease
 * after five seconds.
 * @throws AppError SERVICE_UNAVAILABLE when other holders keep it for ten seconds.
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
      // Another holder has it: the upsert fails on the unique _id.
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
