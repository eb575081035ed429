/** Limits the cost of a user's and an address's operations in a minute. */
import { addressKey } from "../../platform/address-key.js";
import { AppError } from "../../platform/errors.js";
import type { Logger } from "../../platform/log.js";
import type { GatewayContext } from "../context.js";
import type { Redis } from "./open-redis.js";
import type { RateLimits } from "./rate-config.js";
import { createCounter, windowSeconds } from "./rate-counter.js";
import { createSharedCount } from "./shared-count.js";

/** Headers that tell a client how much remains. */
export type RateHeaders = Readonly<Record<string, string>>;

/** The caller has used up the points of this minute. */
export class RateLimitExceeded extends AppError {
  constructor(
    retryAfterSeconds: number,
    readonly headers: RateHeaders,
  ) {
    super("RATE_LIMITED", "Too much was asked for in a short time; try again later.", { retryAfterSeconds });
  }
}

/** The payer of an operation. */
export interface Payer {
  /** Null for a caller who is not signed in. */
  userId: string | null;
  ipAddress: string;
}

/** Returns the payer of the work in this context. */
export function payerOf({ caller, client }: GatewayContext): Payer {
  return { userId: caller.claims?.subject ?? null, ipAddress: client.ipAddress };
}

/** Subtracts the cost of an operation from its payer's points. @throws RateLimitExceeded when these are too few. */
export type RateLimiter = (payer: Payer, cost: number) => Promise<RateHeaders>;

/** Counts in Redis where there is one; in this process where there is none, and while Redis fails. */
export function createRateLimiter(limits: RateLimits, redis: Redis | null, log: Logger): RateLimiter {
  const count = redis === null ? null : createSharedCount(redis, log);
  const counters = (["user", "address"] as const)
    .filter((name) => limits[name] > 0)
    .map((name) => ({
      name,
      quota: limits[name],
      take: createCounter(`${limits.redis?.prefix ?? "gatehouse"}:rate:${name}`, limits[name], redis, count),
    }));
  const policies = counters.map(({ name, quota }) => ({
    name,
    policy: `"${name}";q=${quota};w=${windowSeconds}`,
  }));

  return async ({ userId, ipAddress }, cost) => {
    const keys = { user: userId, address: addressKey(ipAddress) ?? ipAddress };
    const counted = counters.filter(({ name }) => keys[name] !== null);
    if (counted.length === 0) return {};
    const states = await Promise.all(counted.map(({ name, take }) => take(keys[name]!, cost)));
    // draft-ietf-httpapi-ratelimit-headers, revision 10.
    const headers = {
      "ratelimit-policy": policies
        .filter(({ name }) => keys[name] !== null)
        .map(({ policy }) => policy)
        .join(", "),
      ratelimit: counted
        .map(({ name }, index) => `"${name}";r=${states[index]!.left};t=${states[index]!.resetSeconds}`)
        .join(", "),
    };
    const over = states.filter(({ isOver }) => isOver);
    if (over.length === 0) return headers;
    const wait = Math.max(...over.map(({ resetSeconds }) => resetSeconds));
    throw new RateLimitExceeded(wait, { ...headers, "retry-after": String(wait) });
  };
}
