/** Tries a fetch again that failed by chance, a little later, and only while most others succeed. */
import { setTimeout as pause } from "node:timers/promises";
import type { EndSignal } from "./end-signal.js";
import { FetchFailure } from "./failure.js";

/** One fetch in ten may be a retry; after a quiet time, so many at once. */
const budget = { share: 0.1, reserve: 10 };
const firstPauseMilliseconds = 30;

/** Runs an attempt, and others after it. */
export type Retries = <Result>(attempt: () => Promise<Result>, signal: EndSignal) => Promise<Result>;

/**
 * Creates the retries of one subgraph, at most `most` for a fetch. Each waits a random part of a time that
 * doubles (30 ms, 60 ms, …), so that the many who failed together do not come back together.
 */
export function createRetries(most: number): Retries {
  // A subgraph that is really away would otherwise meet several times its usual traffic.
  let allowed = budget.reserve;
  return async (attempt, signal) => {
    allowed = Math.min(budget.reserve, allowed + budget.share);
    for (let retries = 0; ; retries++) {
      try {
        return await attempt();
      } catch (error) {
        const again =
          error instanceof FetchFailure && error.worthRetrying && retries < most && !signal.aborted;
        if (!again || allowed < 1) throw error;
        allowed -= 1;
        await pause(Math.random() * firstPauseMilliseconds * 2 ** retries);
      }
    }
  };
}
