/** Counts in Redis while it responds in time, and in this process while it does not. */
import type { Logger } from "../../platform/log.js";
import { withinTime } from "../../platform/within-time.js";
import type { Redis } from "./open-redis.js";

/**
 * How long a request waits for Redis, in milliseconds. After a failure no request waits; Redis is tried beside a
 * request after a pause, which doubles with each failure that soon follows.
 */
const timing = { answer: 250, firstPause: 1_000, longestPause: 30_000, soon: 60_000, silence: 60_000 };

/** Runs `shared`, or `alone` while Redis does not count. */
export type SharedCount = <Result>(
  shared: () => Promise<Result>,
  alone: () => Promise<Result>,
) => Promise<Result>;

/**
 * Creates it. A failure of Redis (out of memory, read-only, no response in time) is logged as a warning, and so is its
 * end, once a minute at most. `open-redis.ts` logs a lost connection.
 */
export function createSharedCount(redis: Redis, log: Logger): SharedCount {
  let isFailing = false;
  let failedAt = -Infinity;
  let triedAt = 0;
  let warnedAt = -Infinity;
  let hasWarned = false;
  let pause = timing.firstPause;

  const fail = (error: unknown) => {
    // One of the requests that waited at the same time is enough; a lost connection is logged elsewhere.
    if (isFailing || !redis.isReady) return;
    const now = performance.now();
    isFailing = true;
    pause = now - failedAt < timing.soon ? Math.min(pause * 2, timing.longestPause) : timing.firstPause;
    failedAt = now;
    triedAt = now;
    if (now - warnedAt < timing.silence) return;
    warnedAt = now;
    hasWarned = true;
    log.warn({ err: error }, "Redis fails: until it works again, each gateway counts for itself");
  };
  const recover = () => {
    isFailing = false;
    if (hasWarned) log.info("Redis counts again");
    hasWarned = false;
  };
  const isDue = () => performance.now() - triedAt >= pause;

  return async (shared, alone) => {
    if (!redis.isReady) return alone();
    if (isFailing) {
      if (isDue()) {
        triedAt = performance.now();
        withinTime(timing.answer, shared()).then(recover, () => {});
      }
      return alone();
    }
    try {
      return await withinTime(timing.answer, shared());
    } catch (error) {
      fail(error);
      return alone();
    }
  };
}
