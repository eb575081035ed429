/** Divides an operation at the point from which it is asked as somebody else. */
import { type GraphQLObjectType, Kind, type OperationDefinitionNode, OperationTypeNode } from "graphql";
import type { ScopedSet } from "./collect.js";
import type { PolicyTable } from "./policy-table.js";

/**
 * The root selections with their scopes. The root fields of a mutation are carried out one after another, so
 * those behind one that signs somebody in (and that is sure to be carried out) are asked as that person.
 */
export function readRootSets(
  { operation, selectionSet }: OperationDefinitionNode,
  { name }: GraphQLObjectType,
  policies: PolicyTable,
): ScopedSet[] {
  const { kind, selections } = selectionSet;
  const signIn =
    operation === OperationTypeNode.MUTATION
      ? selections.findIndex(
          (one) =>
            one.kind === Kind.FIELD && !one.directives?.length && policies.signsIn(name, one.name.value),
        )
      : -1;
  const scope = { type: name, refused: false };
  if (signIn < 0) return [{ selectionSet, scope: { ...scope, judged: true } }];
  const [before, after] = [selections.slice(0, signIn + 1), selections.slice(signIn + 1)];
  return [
    { selectionSet: { kind, selections: before }, scope: { ...scope, judged: true } },
    { selectionSet: { kind, selections: after }, scope: { ...scope, judged: false } },
  ];
}
