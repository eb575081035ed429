/** Decides what the caller may have of an operation: all of it, a part, or nothing. */
import { type GraphQLSchema, type OperationDefinitionNode, print } from "graphql";
import { LRUCache } from "lru-cache";
import { forbidden } from "../../platform/errors.js";
import { type Grants, grantsOf } from "../../platform/identity/grants.js";
import { coerceVariables } from "../operations/coerce-variables.js";
import { type Fragments, readFragments } from "../operations/extract-operation.js";
import { hashText } from "../operations/hash-text.js";
import type { OperationRequest, OperationResult } from "../operations/operation-request.js";
import { createPolicyCheck, type PolicyCheck } from "./check-policies.js";
import type { ScopedSet } from "./collect-fields.js";
import { completeResponse, denyMutation, listDeniedRoots } from "./complete-response.js";
import type { PolicyTable } from "./policy-table.js";
import { type PermittedPart, removeDeniedFields } from "./remove-denied-fields.js";

/** What the caller may have of an operation. */
export interface Access {
  /** The operation without what is denied; null when nothing of it may be executed. */
  permitted: OperationRequest | null;
  /** Coordinates of the root fields of which something is denied, e.g. `Mutation.enableTask`. */
  deniedFields: readonly string[];
  /** Adds to the result of `permitted` (without one: `{ data: {} }`) null and an error for each denied place. */
  complete(result: OperationResult): OperationResult;
}

/** A schema with the policies of its fields. */
export interface SchemaWithPolicies {
  schema: GraphQLSchema;
  policies: PolicyTable;
}

/** An operation of which something is denied to callers with these grants. */
interface Decision {
  check: PolicyCheck;
  fragments: Fragments;
  roots: readonly ScopedSet[];
  part: PermittedPart;
  /** Stands for the permitted part in the planner's cache, where the whole operation has its own hash. */
  hash: string;
}

const rememberedDecisions = 2_000;
const decisionsOf = new WeakMap<PolicyTable, LRUCache<string, Decision | "whole">>();

/**
 * Compares an operation with the caller's grants; nothing is executed. A mutation of which any root field is denied is
 * denied whole; of a query, the permitted part is left. For callers with the same grants the decision is remembered.
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

function decide(
  { schema, policies }: SchemaWithPolicies,
  { document, operation }: OperationRequest,
  grants: Grants | null,
): Decision | "whole" {
  const fragments = readFragments(document);
  const check = createPolicyCheck(schema, policies, grants);
  const { name } = schema.getRootType(operation.operation)!;
  const roots = [
    { selectionSet: operation.selectionSet, scope: { type: name, denied: false, checked: true } },
  ];
  const part = removeDeniedFields(operation, roots, { schema, fragments, check });
  if (part === null) return "whole";
  return {
    check,
    fragments,
    roots,
    part,
    hash: part.document === null ? "" : hashText(print(part.document)),
  };
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
