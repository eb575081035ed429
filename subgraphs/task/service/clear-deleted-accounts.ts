/** Clears the tasks of deleted accounts, in the background and in batches. */
import { createLeaseHolder } from "../../../platform/database/lease.js";
import type { OutboxRelay } from "../../../platform/events/outbox-relay.js";
import type { Logger } from "../../../platform/log.js";
import { createRounds } from "../../../platform/rounds.js";
import type { DeletedAccountRecord, TaskModels } from "../model.js";
import { clearTasks } from "./clear-tasks.js";

/** Deletes or returns the tasks of deleted accounts. */
export interface TaskClearing {
  /** Records the deletion of an account, which may be told twice. */
  note(accountId: string): Promise<void>;
  /** Records those of these deleted accounts that tasks still name; returns how many. */
  noteAll(accounts: readonly { id: string }[]): Promise<number>;
  /** Stops after the batch in progress; the next start continues. */
  stop(): Promise<void>;
}

/** The pace of the work; tests use shorter times. */
export const clearingTiming = { pollMilliseconds: 5_000, leaseMilliseconds: 60_000, batchSize: 200 };

/**
 * Starts to clear the tasks of recorded accounts, those recorded by other instances and before a crash included. Tasks
 * that the account owns are deleted, each with its event; assignments to it are ended. It is done at once, and once
 * more when the last access token of the account has expired: one of its requests may have been in progress. Instances
 * share the work by leases (`sweepAt`).
 */
export function startClearing(
  { tasks, deletedAccounts }: TaskModels,
  tokenLifetimeSeconds: number,
  relay: Pick<OutboxRelay, "wake">,
  log: Logger,
  timing = clearingTiming,
): TaskClearing {
  const paths = { holder: "holder", until: "sweepAt" };
  const lease = createLeaseHolder(deletedAccounts, paths, timing.leaseMilliseconds);

  /** Clears all tasks of an account, then postpones or removes its record. After a stop another instance may continue at once. */
  const sweep = async ({ _id, lastSweepAt }: DeletedAccountRecord): Promise<void> => {
    const untilLast = lastSweepAt.getTime() - Date.now();
    while (!rounds.isStopping() && (await clearTasks(tasks, _id, timing.batchSize))) {
      void relay.wake();
      if (!(await lease.extend(_id))) return;
    }
    if (rounds.isStopping()) await lease.release(_id, 0);
    else if (untilLast > 0) await lease.release(_id, lastSweepAt.getTime() - Date.now());
    else await deletedAccounts.deleteOne(lease.held(_id));
  };

  const sweepAll = async (): Promise<boolean> => {
    const take = () => (rounds.isStopping() ? null : lease.take());
    for (let leased = await take(); leased !== null; leased = await take()) await sweep(leased);
    return false;
  };
  const rounds = createRounds(sweepAll, timing.pollMilliseconds, (error) =>
    log.warn({ err: error }, "tasks of deleted accounts could not be cleared; the next round tries again"),
  );

  const note = async (accountId: string): Promise<void> => {
    const now = new Date();
    const lastSweepAt = new Date(now.getTime() + tokenLifetimeSeconds * 1000);
    await deletedAccounts.updateOne(
      { _id: accountId },
      { $setOnInsert: { holder: null, sweepAt: now, lastSweepAt } },
      { upsert: true },
    );
    void rounds.wake();
  };

  void rounds.wake();
  return {
    note,
    async noteAll(accounts) {
      let noted = 0;
      for (const { id } of accounts) {
        const left = await tasks.exists({ viewerIds: id, deletedAt: null });
        if (left === null || (await deletedAccounts.exists({ _id: id })) !== null) continue;
        await note(id);
        noted += 1;
      }
      return noted;
    },
    stop: rounds.stop,
  };
}
