/** Lists and denies the root fields of an operation. */
import type { GraphQLError, GraphQLObjectType } from "graphql";
import { collectFields, type ScopedSet } from "./collect-fields.js";
import { type CompleteParts, toDenial } from "./complete-response.js";

/**
 * Returns an error for each root field of a mutation that is denied in any of its selections. With any error, nothing of
 * the mutation is executed.
 */
export function denyMutation(
  parts: CompleteParts,
  roots: readonly ScopedSet[],
  rootType: GraphQLObjectType,
): GraphQLError[] {
  return [...collectFields(parts, roots, rootType)]
    .filter(([, { denied }]) => denied > 0)
    .map(([key]) => toDenial(parts.denial, [key]));
}

/** Returns the coordinates of the root fields of which any selection is denied. */
export function listDeniedRoots(
  parts: CompleteParts,
  roots: readonly ScopedSet[],
  rootType: GraphQLObjectType,
): string[] {
  const deniedRoots = [...collectFields(parts, roots, rootType).values()].filter(({ denied }) => denied > 0);
  return [...new Set(deniedRoots.map(({ name }) => `${rootType.name}.${name}`))];
}
