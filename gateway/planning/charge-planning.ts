/** Charges the client of a request for planning. */
import { payerOf, type RateLimiter } from "../limits/rate-limit.js";
import type { PlanningCharge } from "./find-plan.js";

/** Creates the charge. The headers of the response contain the points that remain after it. */
export function createPlanningCharge(charge: RateLimiter): PlanningCharge {
  return async (context, points) => {
    Object.assign(context.responseHeaders, await charge(payerOf(context), points));
  };
}
