/**
 * A circuit breaker: leaves a subgraph alone that keeps failing, so that its callers need not wait for it and it
 * can come back to its feet. Our own, for it takes forty lines, and the kept libraries have left Node 20 behind.
 */

/** What a breaker is told. */
export interface BreakerLimits {
  /** It opens when this many of the last 20 fetches were the subgraph's fault. */
  failures: number;
  /** While it is open, one fetch in this time is let through to try. */
  pauseMilliseconds: number;
}

/** Of how many fetches the outcome is remembered. */
export const breakerMemory = 20;

const newest = 1;
const oldest = 1 << (breakerMemory - 1);

/**
 * Two states. Closed: everything passes. Open: nothing does but one probe each pause; the first that succeeds
 * closes it. `onChange` hears of both turns.
 */
export function createBreaker(limits: BreakerLimits, onChange: (open: boolean) => void) {
  let outcomes = 0;
  let failures = 0;
  let open = false;
  let nextProbeAt = 0;
  /** Counts the turns: what was let in before one says nothing about the time after it. */
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
    /** Answers the ticket to report by, or null when the fetch must not be made. */
    enter(): number | null {
      if (!open) return era;
      const now = performance.now();
      if (now < nextProbeAt) return null;
      // A probe that hangs does not keep the next one back.
      nextProbeAt = now + limits.pauseMilliseconds;
      return era;
    },

    /** Reports how the fetch with this ticket ended; to be left out when that says nothing about the subgraph. */
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
