/** Bounds how many fetches one subgraph may have in flight and waiting, so that a slow one does not take all there is. */
import type { EndSignal } from "./end-signal.js";
import { FetchFailure } from "./failure.js";

/** How many at once, and how many more may wait. */
export interface BulkheadLimits {
  inFlight: number;
  waiting: number;
}

/** Whoever has entered must leave, once. */
export function createBulkhead(limits: BulkheadLimits) {
  let inFlight = 0;
  /** In their order of arrival; each resolves the wait of one. */
  const queue = new Set<() => void>();

  const wait = (signal: EndSignal): Promise<void> =>
    new Promise((resolve, reject) => {
      const onAbort = () => {
        queue.delete(enter);
        reject(new FetchFailure("ended", "nobody waits any more for a fetch that waited its turn"));
      };
      const enter = () => {
        signal.removeEventListener("abort", onAbort);
        resolve();
      };
      signal.addEventListener("abort", onAbort);
      queue.add(enter);
    });

  return {
    /**
     * Enters at once (undefined) or when it is its turn.
     * @throws FetchFailure `crowded` when too many wait, `ended` when the signal comes first.
     */
    enter(signal: EndSignal): Promise<void> | undefined {
      if (inFlight < limits.inFlight) {
        inFlight += 1;
        return undefined;
      }
      if (queue.size >= limits.waiting)
        throw new FetchFailure("crowded", `${queue.size} fetches wait already`);
      return wait(signal);
    },

    /** Gives the place to the one who has waited longest. */
    leave(): void {
      const [next] = queue;
      if (next === undefined) {
        inFlight -= 1;
      } else {
        queue.delete(next);
        next();
      }
    },
  };
}
