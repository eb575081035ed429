/**
 * A circuit breaker: rejects fetches from a subgraph that keeps failing, so that requests do not wait for it and it can
 * recover. It uses no library because it runs with every fetch: opossum and cockatiel wrap each call in promises and
 * events, where this one counts bits of an integer.
 */

/** The settings of a breaker. */
export interface BreakerLimits {
  /** It opens when this many of the last 20 fetches failed because of the subgraph. */
  failures: number;
  /** While it is open, one fetch in this time is a probe. */
  pauseMilliseconds: number;
}

/** The number of fetches whose outcome is remembered. */
export const breakerMemory = 20;

const newest = 1;
const oldest = 1 << (breakerMemory - 1);

/**
 * Creates a breaker with two states. Closed: all fetches pass. Open: one fetch passes as a probe in each pause, and the
 * first probe that succeeds closes it. `onChange` is called at each change of state.
 */
export function createBreaker(limits: BreakerLimits, onChange: (open: boolean) => void) {
  let outcomes = 0;
  let failures = 0;
  let open = false;
  let nextProbeAt = 0;
  /** Counts the changes of state: the outcome of a fetch from before a change does not count after it. */
  let era = 0;

  const turn = (toOpen: boolean) => {
    open = toOpen;
    outcomes = 0;
    failures = 0;
    era += 1;
    nextProbeAt = performance.now() + limits.pauseMilliseconds;
    onChange(open);
  };

  return {
    isOpen: () => open,

    /** Returns the ticket for `report`, or null when the fetch must not be made. */
    enter(): number | null {
      if (!open) return era;
      const now = performance.now();
      if (now < nextProbeAt) return null;
      // A probe that hangs does not delay the next one.
      nextProbeAt = now + limits.pauseMilliseconds;
      return era;
    },

    /**
     * Reports the outcome of the fetch with this ticket; do not call it when the outcome says nothing about the
     * subgraph.
     */
    report(ticket: number, failed: boolean): void {
      if (ticket !== era) return;
      if (open) {
        if (!failed) turn(false);
        return;
      }
      if ((outcomes & oldest) !== 0) failures -= 1;
      outcomes = ((outcomes << 1) & (oldest | (oldest - 1))) | (failed ? newest : 0);
      if (!failed) return;
      failures += 1;
      if (failures >= limits.failures) turn(true);
    },
  };
}
