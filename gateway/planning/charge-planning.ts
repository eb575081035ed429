/** Charges the client of a request for planning, and tells it what it has left then. */
import type { GatewayContext } from "../context.js";
import { payerOf, type RateLimiter } from "../limits/rate-limit.js";
import type { PlanningCharge } from "./find-plan.js";

/** Creates the charge. Its headers take the place of those of the operation's own price. */
export function createPlanningCharge(charge: RateLimiter): PlanningCharge {
  return async ({ context, response }, points) => {
    const headers = await charge(payerOf(context as GatewayContext), points);
    for (const [name, value] of Object.entries(headers)) response?.http?.headers.set(name, value);
  };
}
