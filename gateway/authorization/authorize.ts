/** Decides which part of an operation the caller may execute: all of it, some of it, or nothing. */
import type { OperationDefinitionNode } from "graphql";
import { LRUCache } from "lru-cache";
import { forbidden } from "../../platform/errors.js";
import { grantsOf } from "../../platform/identity/grants.js";
import { coerceVariables } from "../operations/coerce-variables.js";
import type { OperationRequest, OperationResult } from "../operations/operation-request.js";
import { completeResponse } from "./complete-response.js";
import { type Decision, decide, type SchemaWithPolicies } from "./decide.js";
import { denyMutation, listDeniedRoots } from "./deny-roots.js";
import type { PolicyTable } from "./policy-table.js";

/** The permitted part of an operation. */
export interface Access {
  /** The operation without the denied selections; null when nothing may be executed. */
  permitted: OperationRequest | null;
  /** Coordinates of the root fields with a denied selection, e.g. `Mutation.enableTask`. */
  deniedFields: readonly string[];
  /** Adds null and an error for each denied place to the result of `permitted` (without one: `{ data: {} }`). */
  complete(result: OperationResult): OperationResult;
}

const rememberedDecisions = 2_000;

const decisionsOf = new WeakMap<PolicyTable, LRUCache<string, Decision | "whole">>();

/**
 * Compares an operation with the caller's grants, without executing it. A mutation with a denied root field is denied
 * as a whole; of a query, the permitted part remains. The decision is cached for callers with the same grants.
 */
export function authorize(graph: SchemaWithPolicies, request: OperationRequest): Access {
  const { policies } = graph;
  if (policies.isEmpty) return permitWhole(request);
  let decisions = decisionsOf.get(policies);
  if (decisions === undefined) {
    decisions = new LRUCache({ max: rememberedDecisions });
    decisionsOf.set(policies, decisions);
  }
  const { claims } = request.context.caller;
  const grants = claims === null ? null : grantsOf(claims);
  const key = `${grants?.name ?? "anonymous"}\n${request.operation.name?.value ?? ""}\n${request.hash}`;
  let decision = decisions.get(key);
  if (decision === undefined) {
    decision = decide(graph, request, grants);
    decisions.set(key, decision);
  }
  return decision === "whole" ? permitWhole(request) : permitPart(graph, request, decision);
}

function permitWhole(request: OperationRequest): Access {
  return { permitted: request, deniedFields: [], complete: (result) => result };
}

function permitPart(
  { schema }: SchemaWithPolicies,
  request: OperationRequest,
  { check, fragments, roots, part, hash }: Decision,
): Access {
  const { operation } = request;
  const { coerced: variables, errors: invalid } = coerceVariables(schema, operation, request.variables);
  if (invalid !== undefined) return denyAll([], { errors: invalid });
  const denial = request.context.caller.refusal ?? forbidden();
  const rootType = schema.getRootType(operation.operation)!;
  const parts = { schema, fragments, check, variables, typeKey: part.typeKey, denial };
  const deniedFields = listDeniedRoots(parts, roots, rootType);
  if (operation.operation !== "query") {
    const denied = denyMutation(parts, roots, rootType);
    if (denied.length > 0) return denyAll(deniedFields, { data: null, errors: denied });
  }
  const { document } = part;
  return {
    permitted: document && {
      ...request,
      document,
      operation: document.definitions[0] as OperationDefinitionNode,
      hash,
    },
    deniedFields,
    complete(result) {
      if (result.data === undefined) return result;
      const { data, errors } = completeResponse(parts, roots, rootType, result.data);
      const all = [...(result.errors ?? []), ...errors];
      return { data, ...(all.length > 0 && { errors: all }) };
    },
  };
}

function denyAll(deniedFields: readonly string[], result: OperationResult): Access {
  return { permitted: null, deniedFields, complete: () => result };
}
