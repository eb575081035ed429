/** Finds the root fields of a mutation that signs in. */
import { type FieldNode, OperationTypeNode } from "graphql";
import { collectFields } from "graphql/execution/collectFields.js";
import type { SchemaWithPolicies } from "../authorization/decide.js";
import { coerceVariables } from "../operations/coerce-variables.js";
import { readFragments } from "../operations/extract-operation.js";
import type { OperationRequest } from "../operations/operation-request.js";

/** A root field by its response name, and the selections that are merged into it. */
export interface RootField {
  key: string;
  nodes: readonly FieldNode[];
  signsIn: boolean;
}

/** Returns the root fields of a mutation, of which at least one signs in, in their order; null for other operations. */
export function findStagedRoots(
  { schema, policies }: SchemaWithPolicies,
  { document, operation, variables }: OperationRequest,
): readonly RootField[] | null {
  if (operation.operation !== OperationTypeNode.MUTATION) return null;
  const { coerced } = coerceVariables(schema, operation, variables);
  if (coerced === undefined) return null;
  const fragments = Object.fromEntries(readFragments(document));
  const type = schema.getMutationType()!;
  const fields = collectFields(schema, fragments, coerced, type, operation.selectionSet);
  const roots = [...fields].map(([key, nodes]) => ({
    key,
    nodes,
    signsIn: policies.signsIn(type.name, nodes[0]!.name.value),
  }));
  return roots.some(({ signsIn }) => signsIn) ? roots : null;
}
