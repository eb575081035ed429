/** Charges the client of a request for planning. */
import type { GatewayContext } from "../context.js";
import { payerOf, type RateLimiter } from "../limits/rate-limit.js";

/** Charges the client of a request for the planner's work. @throws RateLimitExceeded. */
export type PlanningCharge = (context: GatewayContext, points: number) => Promise<void>;

/** Creates the charge. The headers of the response contain the points that remain after it. */
export function createPlanningCharge(charge: RateLimiter): PlanningCharge {
  return async (context, points) => {
    Object.assign(context.responseHeaders, await charge(payerOf(context), points));
  };
}

/** The price of each millisecond beyond those that an operation's own price includes, in points of the rate limit. */
const price = { millisecond: 100, freeMilliseconds: 100 };

/** Returns the price of a thread's processor time. */
export function priceOfTime(milliseconds: number): number {
  return price.millisecond * Math.ceil(Math.max(0, milliseconds - price.freeMilliseconds));
}
