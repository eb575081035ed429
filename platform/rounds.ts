/** Runs background work in rounds: when it is woken and at an interval, never two rounds at a time. */

import { runAsOwnWork } from "./request-work.js";
import { runOutsideTraces } from "./telemetry/current-trace.js";

/** Background work that can be woken. */
export interface Rounds {
  /** Starts a round, or repeats the round in progress; resolves when that is finished. */
  wake(): Promise<void>;
  /** Has the stop begun? Long work checks this between its steps. */
  isStopping(): boolean;
  /** Stops after the round in progress. */
  stop(): Promise<void>;
}

/**
 * Creates the rounds; the first wake starts them. `work` returns true when it found work, and so may find more.
 * `onError` gets the error of a failed round; the next round runs all the same.
 */
export function createRounds(
  work: () => Promise<boolean>,
  pollMilliseconds: number,
  onError: (error: unknown) => void,
): Rounds {
  let stopping = false;
  let round: Promise<void> | null = null;
  let again = false;
  let timer: NodeJS.Timeout | undefined;

  const run = async () => {
    clearTimeout(timer);
    do {
      again = false;
      try {
        if (await work()) again = true;
      } catch (error) {
        onError(error);
      }
    } while (again && !stopping);
    if (!stopping) timer = setTimeout(() => void wake(), pollMilliseconds).unref();
  };
  const wake = (): Promise<void> => {
    if (stopping) return Promise.resolve();
    // The wake may be about work that the round has already passed: repeat the round.
    again = true;
    // Cleared here: a round that finds nothing may end before `round` is assigned.
    // Neither the deadline nor the trace of the request that wakes it: it also does the work of others.
    round ??= runAsOwnWork(() => runOutsideTraces(run)).finally(() => {
      round = null;
    });
    return round;
  };

  return {
    wake,
    isStopping: () => stopping,
    async stop() {
      stopping = true;
      clearTimeout(timer);
      await round;
    },
  };
}
