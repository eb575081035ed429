/** Retries a fetch after a transient failure, while most other fetches succeed. */
import { setTimeout as pause } from "node:timers/promises";
import type { EndSignal } from "./end-signal.js";
import { FetchFailure } from "./failure.js";

/** One fetch in ten may be a retry; after a time without retries, `reserve` of them at once. */
const budget = { share: 0.1, reserve: 10 };
const firstPauseMilliseconds = 30;

/** Runs an attempt, and further ones after a failure. */
export type Retries = <Result>(attempt: () => Promise<Result>, signal: EndSignal) => Promise<Result>;

/**
 * Creates the retries of one subgraph, at most `most` for a fetch. Each waits a random part of a time that doubles
 * (30 ms, 60 ms, …), so that fetches that failed at the same time are not repeated at the same time. `onRetry` is called before each.
 */
export function createRetries(most: number, onRetry: () => void): Retries {
  // Without a budget, a subgraph that is down would get several times its usual traffic.
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
        onRetry();
        await pause(Math.random() * firstPauseMilliseconds * 2 ** retries);
      }
    }
  };
}
