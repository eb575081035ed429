/** Decides for callers with the same grants which selections of an operation are denied. */
import { type GraphQLSchema, print } from "graphql";
import type { Grants } from "../../platform/identity/grants.js";
import { type Fragments, readFragments } from "../operations/extract-operation.js";
import { hashText } from "../operations/hash-text.js";
import type { OperationRequest } from "../operations/operation-request.js";
import { createPolicyCheck, type PolicyCheck } from "./check-policies.js";
import type { ScopedSet } from "./collect-fields.js";
import type { PolicyTable } from "./policy-table.js";
import { type PermittedPart, removeDeniedFields } from "./remove-denied-fields.js";

/** A schema with the policies of its fields. */
export interface SchemaWithPolicies {
  schema: GraphQLSchema;
  policies: PolicyTable;
}

/** An operation with denied selections, for callers with these grants. */
export interface Decision {
  check: PolicyCheck;
  fragments: Fragments;
  roots: readonly ScopedSet[];
  part: PermittedPart;
  /** Identifies the permitted part in the planner's cache, where the whole operation has its own hash. */
  hash: string;
}

export function decide(
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
