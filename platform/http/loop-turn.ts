/** The turn of one request, whose time is charged to its address. */

import { type Account, credits } from "./loop-account.js";
import type { LoopClocks, LoopMeter } from "./loop-meter.js";

/** The turn of a request. */
export interface Turn {
  /**
   * Lets requests of others go on before a part of the work that takes long. Undefined when there is no need: the address
   * takes little, or no other has a request under way.
   */
  giveWay(): Promise<void> | undefined;
  /** Does a part of the work, and measures the time until it returns. */
  measure<Result>(work: () => Result): Result;
  /** Call it once, when the work is done. */
  end(): void;
}

/** A turn that has just begun. */
export interface BegunTurn extends Turn {
  /** Adds the time of the beginning. Call it once, when the beginning is over. */
  endBeginning(milliseconds: number): void;
}

/** Reading the head of a request and sending its answer, which are not measured. */
const unmeasuredMilliseconds = 0.3;

/** Weight of the newest request in the average. */
const newestShare = 0.2;

/** Charges the account with the average of its requests, and corrects that at the end. */
export function beginTurn(
  account: Account,
  meter: LoopMeter,
  clocks: LoopClocks,
): Omit<BegunTurn, "giveWay"> {
  const estimate = account.mean;
  account.credit -= estimate;
  let isBeginning = true;
  let hasEnded = false;
  const settle = () => {
    const milliseconds = meter.stop() + unmeasuredMilliseconds;
    account.credit = Math.max(credits.least, account.credit + estimate - milliseconds);
    account.mean += newestShare * (milliseconds - account.mean);
  };
  return {
    measure(work) {
      if (isBeginning || hasEnded) return work();
      const startedAt = clocks.now();
      try {
        return work();
      } finally {
        meter.add(clocks.now() - startedAt);
      }
    },
    endBeginning(milliseconds) {
      isBeginning = false;
      meter.add(milliseconds);
      if (hasEnded) settle();
    },
    end() {
      hasEnded = true;
      if (!isBeginning) settle();
    },
  };
}
