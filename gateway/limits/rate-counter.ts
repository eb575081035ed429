/** Counts the points of one payer in a minute, in Redis or in this process. */
import {
  type RateLimiterAbstract,
  RateLimiterMemory,
  RateLimiterRedis,
  RateLimiterRes,
} from "rate-limiter-flexible";
import type { Redis } from "./open-redis.js";
import type { SharedCount } from "./shared-count.js";

/** How long points are counted. */
export const windowSeconds = 60;

/** The state of a counter. */
interface CounterState {
  left: number;
  resetSeconds: number;
  isOver: boolean;
}

/** Adds to one counter, and returns its new state. */
type Counter = (key: string, points: number) => Promise<CounterState>;

/** Creates a counter: in Redis where there is one, else in this process. */
export function createCounter(
  keyPrefix: string,
  points: number,
  redis: Redis | null,
  count: SharedCount | null,
): Counter {
  const options = { keyPrefix, points, duration: windowSeconds };
  const memory = new RateLimiterMemory(options);
  if (redis === null || count === null) return (key, cost) => consume(memory, key, cost);
  const shared = new RateLimiterRedis({
    ...options,
    storeClient: redis,
    useRedisPackage: true,
    rejectIfRedisNotReady: true,
    // A key above its limit stays above it until the minute is over.
    inMemoryBlockOnConsumed: points + 1,
  });
  return (key, cost) =>
    count(
      () => consume(shared, key, cost),
      () => consume(memory, key, cost),
    );
}

/** The library rejects with the counter's state when that is above its limit. */
async function consume(limiter: RateLimiterAbstract, key: string, cost: number): Promise<CounterState> {
  const toState = ({ remainingPoints, msBeforeNext }: RateLimiterRes, isOver: boolean): CounterState => ({
    left: remainingPoints,
    resetSeconds: Math.max(1, Math.ceil(msBeforeNext / 1000)),
    isOver,
  });
  try {
    return toState(await limiter.consume(key, cost), false);
  } catch (state) {
    if (state instanceof RateLimiterRes) return toState(state, true);
    throw state;
  }
}
