/** Lets one holder at a time do a thing that needs more than one document, across processes. */
import { randomUUID } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import { duplicateFields } from "../../../platform/database/connection.js";
import { unavailable } from "../../../platform/errors.js";
import type { LeaseModel } from "../model.js";

const timing = { holdMilliseconds: 5_000, retryMilliseconds: 20, patienceMilliseconds: 3_000 };

/**
 * Runs `work` while holding the lease `name`. A holder that dies loses it after five seconds.
 * @throws AppError SERVICE_UNAVAILABLE when others hold it for too long.
 */
export async function withLease<Result>(
  leases: LeaseModel,
  name: string,
  work: () => Promise<Result>,
): Promise<Result> {
  const holder = randomUUID();
  const giveUpAt = Date.now() + timing.patienceMilliseconds;
  while (!(await take(leases, name, holder))) {
    if (Date.now() > giveUpAt) throw unavailable("Somebody else is changing this right now; try again.");
    await delay(timing.retryMilliseconds);
  }
  try {
    return await work();
  } finally {
    await leases.deleteOne({ _id: name, holder });
  }
}

async function take(leases: LeaseModel, name: string, holder: string): Promise<boolean> {
  const now = Date.now();
  try {
    await leases.updateOne(
      { _id: name, until: { $lt: new Date(now) } },
      { $set: { holder, until: new Date(now + timing.holdMilliseconds) } },
      { upsert: true },
    );
    return true;
  } catch (error) {
    // The lease is there and not over: the upsert then meets its id.
    if (duplicateFields(error) !== null) return false;
    throw error;
  }
}
