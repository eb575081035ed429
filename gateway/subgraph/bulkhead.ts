/**
 * Limits the fetches of one subgraph that are in flight or waiting, so that a slow subgraph leaves capacity to others.
 */
import { addressKey } from "../../platform/address-key.js";
import { FairQueue } from "../../platform/fair-queue.js";
import type { EndSignal } from "./end-signal.js";
import { FetchFailure } from "./failure.js";

/** How many at a time, and how many more may wait. */
export interface BulkheadLimits {
  inFlight: number;
  waiting: number;
}

/** A waiting fetch. */
interface Waiter {
  enter(): void;
  refuse(failure: FetchFailure): void;
}

/** Crowding is reported once in this time, and not for each fetch, which would fill the log. */
const tellEveryMilliseconds = 10_000;

/**
 * Creates the bulkhead; calls `onCrowded` when fetches are refused. The addresses of clients take turns; when all
 * waiting places are taken, the address that has most of them loses one. Every fetch that has entered must leave, once.
 */
export function createBulkhead(limits: BulkheadLimits, onCrowded: () => void) {
  let inFlight = 0;
  let toldAt = Number.NEGATIVE_INFINITY;
  const queue = new FairQueue<Waiter>();
  const crowded = () => {
    const now = performance.now();
    if (now - toldAt > tellEveryMilliseconds) {
      toldAt = now;
      onCrowded();
    }
    return new FetchFailure("crowded", `${limits.waiting} fetches wait already`);
  };

  const wait = (signal: EndSignal, sender: string): Promise<void> =>
    new Promise((resolve, reject) => {
      const settle = () => signal.removeEventListener("abort", onAbort);
      const waiter: Waiter = {
        enter() {
          settle();
          resolve();
        },
        refuse(failure) {
          settle();
          reject(failure);
        },
      };
      const onAbort = () => {
        queue.remove(sender, waiter);
        waiter.refuse(
          new FetchFailure("ended", "the result of a fetch that waited its turn is not wanted any more"),
        );
      };
      signal.addEventListener("abort", onAbort);
      queue.add(sender, waiter);
    });

  return {
    /**
     * Enters at once (undefined), or at its turn. `clientAddress` is the client's, as far as known.
     * @throws FetchFailure `crowded` when too many wait, also later; `ended` when the signal comes first.
     */
    enter(signal: EndSignal, clientAddress: string): Promise<void> | undefined {
      if (inFlight < limits.inFlight) {
        inFlight += 1;
        return undefined;
      }
      const sender = addressKey(clientAddress) ?? "unknown";
      if (queue.size >= limits.waiting) {
        const displaced = queue.makeRoom(sender);
        if (displaced === null) throw crowded();
        displaced.refuse(crowded());
      }
      return wait(signal, sender);
    },

    /** Returns how many are in flight, and how many wait. */
    load: () => ({ inFlight, waiting: queue.size }),

    /** Gives the place to the next fetch. */
    leave(): void {
      const next = queue.next();
      if (next === undefined) inFlight -= 1;
      else next.enter();
    },
  };
}
