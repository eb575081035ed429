/**
 * Describes the schema: introspection, which needs no subgraph. A planner's thread executes it by graphql-js, because one
 * description may take longer than many other requests.
 */
import { executeSync, type GraphQLSchema, print } from "graphql";
import { addressKey } from "../../platform/address-key.js";
import type { MeasuredSet } from "../limits/measured-set.js";
import { extractOperation, readFragments } from "../operations/extract-operation.js";
import type { OperationRequest, OperationResult } from "../operations/operation-request.js";
import { type PlanningCharge, priceOfTime } from "./charge-planning.js";
import { type Described, type PlannerPool, PlanningLimitExceeded } from "./planner-pool.js";

/** Returns whether an operation selects nothing but `__schema`, `__type` and `__typename` at its root. */
export function isIntrospection({ fields, parts }: MeasuredSet): boolean {
  return fields.every(({ name }) => name.startsWith("__")) && parts.every(isIntrospection);
}

/** Returns whether an operation selects nothing but `__typename` at its root, as checks of health do. */
export function isTypename({ fields, parts }: MeasuredSet): boolean {
  return fields.every(({ name }) => name === "__typename") && parts.every(isTypename);
}

/** Executes an operation that selects nothing but `__typename`. */
export function nameRootType(
  schema: GraphQLSchema,
  { document, operation, variables: variableValues }: OperationRequest,
): OperationResult {
  return executeSync({ schema, document, variableValues, operationName: operation.name?.value });
}

/**
 * Executes an operation that describes the schema; of its document, what it uses.
 * @throws AppError PLANNING_LIMIT_EXCEEDED, SERVICE_UNAVAILABLE or RATE_LIMITED.
 */
export type SchemaDescriber = (
  request: Pick<OperationRequest, "document" | "operation" | "variables" | "context">,
) => Promise<Described>;

/** Creates it for one supergraph. A description has its price before; only one that takes too long costs more. */
export function createSchemaDescriber(pool: PlannerPool, charge: PlanningCharge): SchemaDescriber {
  return async ({ document, operation, variables, context }) => {
    const { client, signal } = context;
    const text = print(extractOperation(operation, readFragments(document)));
    const address = addressKey(client.ipAddress) ?? client.ipAddress;
    try {
      return await pool.describe({ document: text, variables }, address, signal);
    } catch (error) {
      if (error instanceof PlanningLimitExceeded) await charge(context, priceOfTime(error.milliseconds));
      throw error;
    }
  };
}

/** Returns the data of a description. */
export function readDescription({ body }: Described): Record<string, unknown> | null {
  return (JSON.parse(new TextDecoder().decode(body)) as { data: Record<string, unknown> | null }).data;
}
