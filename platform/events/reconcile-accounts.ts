/** Compares, now and then, what a service holds about accounts with auth's list, so that a lost event is made good. */
import type { Position } from "../database/positions.js";
import type { AccountQuestions, AccountState } from "../identity/account-states.js";
import type { Logger } from "../log.js";
import { createRounds } from "../rounds.js";
import type { EventBus } from "./bus.js";

/** What it works with. */
export interface ReconciliationParts {
  bus: EventBus;
  questions: Pick<AccountQuestions, "findChanges">;
  /** Are deletions all that matters? */
  deletedOnly: boolean;
  position: Position;
  /** Makes what is held equal to these states; returns how many differed. May get the same states again. */
  apply(states: readonly AccountState[]): Promise<number>;
  intervalSeconds: number;
  log: Logger;
}

/** Auth's instances need not have the same clock, and a change is written a little after its time. */
const overlapMilliseconds = 600_000;
/** While events may be missed, at least this often. */
const unservedMilliseconds = 10_000;

/**
 * Starts it: at the start, whenever the service is served again after a time in which events may have been missed, every
 * `intervalSeconds`, and more often while it is not served. Each time it goes through what has changed since the
 * last; the very first goes through all. Within one process no event is lost, and nothing is done.
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
      log.warn({ accounts: mended }, "events were lost; what they told is made good from auth's list");
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
