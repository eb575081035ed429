/** Knows whether every subscription is served, and since when, and reports changes. */
import type { ServiceTimes } from "../bus.js";
import type { Served } from "./serve-subscription.js";

/** The subscriptions of a bus and their state. */
export type ServiceState = ReturnType<typeof createServiceState>;

/** Creates the state of a bus without subscriptions. */
export function createServiceState() {
  const served: Served[] = [];
  const listeners: ((connected: boolean) => void)[] = [];
  let consuming = false;
  let servedSince: Date | null = null;
  let lastBeatAt: Date | null = null;
  const isServed = () => consuming && served.every(({ consumer, heard }) => consumer !== null && heard);
  const tell = (connected: boolean) => {
    servedSince = connected ? new Date() : null;
    for (const listener of listeners) listener(connected);
  };
  const announce = () => {
    if (isServed() !== (servedSince !== null)) tell(servedSince === null);
  };
  return {
    served,
    isServed,
    announce,
    /** Reports that events may have been missed although all subscriptions are served now. */
    interrupt() {
      if (servedSince === null) return;
      tell(false);
      tell(true);
    },
    setConsuming(now: boolean) {
      consuming = now;
      announce();
    },
    times(): ServiceTimes {
      // The subscription that has waited longest.
      const oldest = Math.min(...served.map(({ heardAt }) => heardAt));
      if (Number.isFinite(oldest)) lastBeatAt = new Date(Date.now() - (performance.now() - oldest));
      return { servedSince, lastBeatAt };
    },
    listen: (listener: (connected: boolean) => void) => void listeners.push(listener),
    forgetListeners() {
      listeners.length = 0;
    },
  };
}
