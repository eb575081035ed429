/** Begins waiting requests in rounds of the event loop, a few in each. */
import type { FairQueue } from "../fair-queue.js";
import type { LoopShares } from "./loop-shares.js";
import type { BegunTurn } from "./loop-turn.js";

/** A request that waits. */
export interface Waiter {
  begin(): BegunTurn;
  refuse(error: Error): void;
}

/** How many requests may begin in one round of the event loop, and for how long. */
const perRound = { requests: 16, milliseconds: 4 };

/** Returns a function that starts rounds, in which waiting requests begin, until none waits. */
export function createRounds(waiting: FairQueue<Waiter>, shares: LoopShares): () => void {
  let isScheduled = false;
  let endsAt = Number.POSITIVE_INFINITY;
  let beginning: { turn: BegunTurn; startedAt: number } | null = null;
  let timer: NodeJS.Timeout | undefined;

  const schedule = () => {
    isScheduled = true;
    endsAt = Number.POSITIVE_INFINITY;
    for (let request = Math.min(waiting.size, perRound.requests); request > 0; request--) {
      setImmediate(begin);
      // Between the two run only the microtasks of the beginning.
      setImmediate(endBeginning);
    }
    setImmediate(endRound);
  };
  const begin = () => {
    const startedAt = performance.now();
    if (startedAt > endsAt) return;
    if (endsAt === Number.POSITIVE_INFINITY) endsAt = startedAt + perRound.milliseconds;
    for (const sender of waiting.senders()) {
      if (shares.waitOf(sender) > 0) continue;
      const turn = waiting.next(sender)?.begin();
      if (turn !== undefined) beginning = { turn, startedAt };
      return;
    }
  };
  const endBeginning = () => {
    if (beginning === null) return;
    const { turn, startedAt } = beginning;
    beginning = null;
    turn.endBeginning(performance.now() - startedAt);
  };
  const endRound = () => {
    isScheduled = false;
    if (waiting.size === 0) return;
    const senders = [...waiting.senders()];
    shares.setWaiting(senders);
    const wait = Math.min(...senders.map((sender) => shares.waitOf(sender)));
    if (wait === 0) return schedule();
    clearTimeout(timer);
    timer = setTimeout(wake, wait);
  };
  const wake = () => {
    if (!isScheduled && waiting.size > 0) schedule();
  };
  return wake;
}
