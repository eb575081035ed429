/** Compares what a service stores about accounts with auth's list from time to time, to repair lost events. */
import type { Position } from "../database/positions.js";
import type { EventBus } from "../events/bus.js";
import type { Logger } from "../log.js";
import { createRounds } from "../rounds.js";
import type { AccountQuestions, AccountState } from "./account-questions.js";

/** The parts of the reconciliation. */
export interface ReconciliationParts {
  bus: EventBus;
  questions: Pick<AccountQuestions, "findChanges">;
  /** Do only deletions matter? */
  deletedOnly: boolean;
  position: Position;
  /** Applies these states to what is stored; returns how many differed. May get the same states again. */
  apply(states: readonly AccountState[]): Promise<number>;
  intervalSeconds: number;
  log: Logger;
}

/** The clocks of auth's instances may differ, and a change is stored a little after its time. */
const overlapMilliseconds = 600_000;
/** The maximum interval while events may be missed. */
const unservedMilliseconds = 10_000;

/**
 * Starts to compare: at once, whenever the service is served again after a time in which events may have been missed,
 * every `intervalSeconds`, and more often while it is not served. Each comparison covers the changes since the last
 * one; the first covers all accounts. Within one process no event is lost, and nothing is compared.
 */
export function startReconciliation(parts: ReconciliationParts): { stop(): Promise<void> } {
  const { bus, questions, deletedOnly, position, apply, log } = parts;
  if (bus.transport === "in-process") return { stop: async () => {} };
  const interval = parts.intervalSeconds * 1000;
  let doneAt = Number.NEGATIVE_INFINITY;
  let wanted = true;

  const reconcile = async (): Promise<boolean> => {
    const since = performance.now() - doneAt;
    if (!wanted && since < (bus.isConnected() ? interval : Math.min(interval, unservedMilliseconds)))
      return false;
    wanted = false;
    const startedAt = performance.now();
    const place = (await position.read()) ?? new Date(0).toISOString();
    const begin = Math.max(0, Date.parse(place) - overlapMilliseconds);
    let after = { changedAt: new Date(begin).toISOString(), id: "" };
    let mended = 0;
    for (;;) {
      const { states, last, next } = await questions.findChanges({ after, deletedOnly });
      mended += await apply(states);
      if (last !== null) await position.write(last.changedAt);
      if (next === null || rounds.isStopping()) break;
      after = next;
    }
    doneAt = startedAt;
    if (mended > 0)
      log.warn({ accounts: mended }, "events were lost; the stored data is corrected from auth's list");
    return false;
  };
  const rounds = createRounds(reconcile, Math.min(interval, unservedMilliseconds), (error) => {
    wanted = true;
    log.warn({ err: error }, "auth's list of accounts could not be compared; again soon");
  });
  bus.onConnectionChange((served) => {
    wanted = true;
    if (served) void rounds.wake();
  });
  void rounds.wake();
  return { stop: rounds.stop };
}
