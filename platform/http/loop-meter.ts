/** Measures how much of the event loop each of the requests under way takes. */

/** A request under way. */
export interface LoopMeter {
  /** Adds time that this request alone has taken, in milliseconds. */
  add(milliseconds: number): void;
  /** Ends the measuring; returns the milliseconds. */
  stop(): number;
}

/** The clocks, in milliseconds. */
export interface LoopClocks {
  /** For how long the event loop has not been idle. */
  active(): number;
  now(): number;
}

/** A request that takes longer than this waits for more than the event loop: a hash, a plan, another service. */
const freshMilliseconds = 100;
const waitingWeight = 0.1;

/** The clocks of this process. */
export const clocksOfProcess: LoopClocks = {
  active: () => performance.eventLoopUtilization().active,
  now: () => performance.now(),
};

/**
 * Creates the meters. Node does not report for which request it works. So the time in which the event loop is active, and
 * that no request is known to have taken alone, is divided among the requests under way: evenly, but for those that have
 * been under way for long, which get a tenth.
 */
export function createLoopMeters(clocks: LoopClocks): () => LoopMeter {
  let activeAt = 0;
  /** The milliseconds of a request with weight 1 that has been under way since the start. */
  let share = 0;
  let weight = 0;
  /** In the order of their beginnings. */
  const fresh = new Set<Meter>();

  const advance = (): number => {
    const now = clocks.now();
    const active = clocks.active();
    share += Math.max(0, active - activeAt) / Math.max(1, weight);
    activeAt = Math.max(activeAt, active);
    return now;
  };

  class Meter implements LoopMeter {
    #weight = 0;
    #share = 0;
    #milliseconds = 0;

    constructor(readonly startedAt: number) {
      this.weigh(1);
      fresh.add(this);
    }

    /** Call it after `advance`. */
    weigh(next: number): void {
      this.#milliseconds += this.#weight * (share - this.#share);
      this.#share = share;
      weight += next - this.#weight;
      this.#weight = next;
    }

    add(milliseconds: number): void {
      this.#milliseconds += milliseconds;
      // So much of the active time that is divided next is taken already.
      activeAt += milliseconds;
    }

    stop(): number {
      advance();
      fresh.delete(this);
      this.weigh(0);
      return this.#milliseconds;
    }
  }

  return () => {
    const now = advance();
    for (const meter of fresh) {
      if (now - meter.startedAt < freshMilliseconds) break;
      fresh.delete(meter);
      meter.weigh(waitingWeight);
    }
    return new Meter(now);
  };
}
