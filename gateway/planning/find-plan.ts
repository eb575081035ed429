/** Finds the plan of an operation: in the cache, in progress for another request, or by planning it now. */

import type { QueryPlan } from "@apollo/query-planner";
import { type OperationDefinitionNode, print } from "graphql";
import { LRUCache } from "lru-cache";
import { addressKey } from "../../platform/address-key.js";
import { unavailable } from "../../platform/errors.js";
import { extractOperation, readFragments } from "../operations/extract-operation.js";
import { hashText } from "../operations/hash-text.js";
import type { OperationRequest } from "../operations/operation-request.js";
import { FetchFailure } from "../subgraph/failure.js";
import { createInFlight } from "../subgraph/in-flight.js";
import { type PlanningCharge, priceOfTime } from "./charge-planning.js";
import { type Planned, type PlannerPool, PlanningLimitExceeded } from "./planner-pool.js";

/** The plans of one supergraph. */
export interface Plans {
  /**
   * Returns the plan. The client whose request caused the planning pays for it.
   * @throws AppError PLANNING_LIMIT_EXCEEDED, SERVICE_UNAVAILABLE or RATE_LIMITED.
   */
  find(request: OperationRequest): Promise<QueryPlan>;
}

const rememberedBytes = 30 * 1024 * 1024;
const rememberedKeys = 5_000;
/**
 * How long an operation that exceeded the limits is refused at once; not for ever, because the machine may have been
 * busy.
 */
const refused = { max: 2_000, ttl: 60_000 };

/** The price of each plan that the planner compared, after the first, in points of the rate limit. */
const priceOfPlan = 50;

/** Creates the bounded cache of plans. `countPlan` is called for each operation: is its plan known? */
export function createPlans(
  pool: PlannerPool,
  charge: PlanningCharge,
  countPlan?: (isKnown: boolean) => void,
): Plans {
  const plans = new LRUCache<string, QueryPlan>({ maxSize: rememberedBytes });
  const keys = new LRUCache<string, string>({ max: rememberedKeys });
  const refusals = new LRUCache<string, PlanningLimitExceeded>(refused);
  const underWay = createInFlight<Planned>();

  const make = async (key: string, request: OperationRequest): Promise<QueryPlan> => {
    const { client, signal } = request.context;
    const address = addressKey(client.ipAddress) ?? client.ipAddress;
    const { result, isFirst } = await underWay.join(key, signal, (end) =>
      pool.plan(printOperation(request), address, end),
    );
    const { plan: text, evaluatedPlans, milliseconds } = result;
    const plan = plans.get(key) ?? (JSON.parse(text) as QueryPlan);
    plans.set(key, plan, { size: text.length });
    const points = priceOfPlan * (evaluatedPlans - 1) + priceOfTime(milliseconds);
    if (isFirst && points > 0) await charge(request.context, points);
    return plan;
  };

  return {
    async find(request) {
      const named = `${request.hash}\n${request.operation.name?.value ?? ""}`;
      let key = keys.get(named);
      if (key === undefined) {
        key = hashText(printOperation(request));
        keys.set(named, key);
      }
      const plan = plans.get(key);
      countPlan?.(plan !== undefined);
      if (plan !== undefined) return plan;
      const refusal = refusals.get(key);
      if (refusal !== undefined) throw refusal;
      try {
        return await make(key, request);
      } catch (error) {
        if (error instanceof FetchFailure) throw unavailable("The operation could not be planned in time.");
        if (!(error instanceof PlanningLimitExceeded) || refusals.has(key)) throw error;
        refusals.set(key, error);
        await charge(request.context, priceOfTime(error.milliseconds));
        throw error;
      }
    },
  };
}

/** A plan does not depend on the name of the operation, nor on the rest of the document. */
function printOperation({ operation, document }: OperationRequest): string {
  const { name: _, ...nameless } = operation;
  return print(extractOperation(nameless as OperationDefinitionNode, readFragments(document)));
}
