/** Holds the lease on a database's migrations, so that one process at a time runs them. */
import { setTimeout as pause } from "node:timers/promises";
import { duplicateFields } from "../duplicate-fields.js";
import { createLeaseHolder } from "../lease.js";
import type { LeaseModel } from "../with-lease.js";

const leaseName = "migrations";

/** Times in milliseconds. A holder that dies loses the lease after `hold`. */
export interface LeaseTimes {
  hold: number;
  retry: number;
  report: number;
}

const usualTimes: LeaseTimes = { hold: 30_000, retry: 250, report: 5_000 };

/**
 * Runs `work` while this process holds the lease; waits for it as long as another process keeps it, and calls `onWait`
 * every five seconds. `work` gets a check that throws when the lease is lost, because this process stood still for longer
 * than half a minute.
 */
export async function whileHoldingLease<Result>(
  leases: LeaseModel,
  work: (requireLease: () => void) => Promise<Result>,
  onWait: () => void,
  times: LeaseTimes = usualTimes,
): Promise<Result> {
  const lease = createLeaseHolder(leases, { holder: "holder", until: "until" }, times.hold);
  const take = async (): Promise<boolean> => {
    try {
      return (await lease.take({ _id: leaseName }, {}, { upsert: true })) !== null;
    } catch (error) {
      // Another process has it: the upsert fails on the unique _id.
      if (duplicateFields(error) !== null) return false;
      throw error;
    }
  };
  for (let waited = 0; !(await take()); waited += times.retry) {
    if (waited % times.report === 0) onWait();
    await pause(times.retry);
  }
  let isLost = false;
  const timer = setInterval(() => {
    lease.extend(leaseName).then(
      (isHeld) => {
        isLost ||= !isHeld;
      },
      // The database is away: the work fails by itself, or the next attempt succeeds.
      () => undefined,
    );
  }, times.hold / 3);
  try {
    return await work(() => {
      if (isLost)
        throw new Error("another process has taken over, because this one stood still for too long");
    });
  } finally {
    clearInterval(timer);
    await leases.deleteOne(lease.held(leaseName));
  }
}
