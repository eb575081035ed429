/** Runs background work in rounds: whenever it is woken and every so often, never two at a time. */

/** Background work that can be woken. */
export interface Rounds {
  /** Begins a round, or has the one under way go round once more; resolves when that is over. */
  wake(): Promise<void>;
  /** Has the stop begun? Long work looks at this between its steps. */
  isStopping(): boolean;
  /** Stops after what is under way. */
  stop(): Promise<void>;
}

/**
 * Creates them; the first wake begins. `work` answers true when it found something, and so may find more.
 * `onError` is told of a round that failed; the next one comes all the same.
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
    // A wake in mid-round may tell of something that the round has already passed by: go round once more.
    again = true;
    // Cleared out here: a round that finds nothing to do ends before it can be noted as the one under way.
    round ??= run().finally(() => {
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
