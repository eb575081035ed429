/** Closes the parts of a process in reverse order. */

/** The registry of closers; a part registers its closer on the line below the one that opens it. */
export interface Lifecycle {
  /**
   * Runs `drain` at a signal, together with those of all other parts and before any part closes: it refuses new work
   * while everything still works.
   */
  onDrain(drain: () => Promise<void> | void): void;
  /** Runs `close` at the stop; the last registered runs first. */
  onStop(close: () => Promise<void> | void): void;
}

/** Creates a stack of closers, which run in reverse order; each runs once, also when another one fails. */
export function createCloserStack() {
  const drains: (() => Promise<void> | void)[] = [];
  const closers: (() => Promise<void> | void)[] = [];
  return {
    onDrain: (drain: () => Promise<void> | void) => void drains.push(drain),
    onStop: (close: () => Promise<void> | void) => void closers.push(close),
    /** Lets every part refuse new work; resolves when all have. */
    async drain(): Promise<void> {
      await Promise.all(drains.splice(0).map((drain) => drain()));
    },
    /** Closes everything; then throws the first failure. */
    async stop(): Promise<void> {
      const failures: unknown[] = [];
      for (let close = closers.pop(); close; close = closers.pop()) {
        try {
          await close();
        } catch (error) {
          failures.push(error);
        }
      }
      if (failures.length > 0) throw failures[0];
    },
  };
}
