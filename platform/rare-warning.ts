/** Limits how often the same warning is logged. */
import type { Logger } from "./log.js";

const pauseMilliseconds = 60_000;

/**
 * Returns a warning that is logged at once, then at most once a minute with its count; each text on its own. `details` are
 * those of the one occurrence.
 */
export function createRareWarning(log: Logger): (message: string, details?: object) => void {
  const silentUntil = new Map<string, number>();
  const times = new Map<string, number>();
  return (message, details) => {
    const count = (times.get(message) ?? 0) + 1;
    const now = performance.now();
    if (now < (silentUntil.get(message) ?? 0)) return void times.set(message, count);
    times.delete(message);
    silentUntil.set(message, now + pauseMilliseconds);
    log.warn({ times: count, ...details }, message);
  };
}
