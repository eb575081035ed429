/** Evaluates `@skip` and `@include` (https://spec.graphql.org/October2021/#sec--skip). */
import {
  GraphQLIncludeDirective,
  GraphQLSkipDirective,
  getDirectiveValues,
  type SelectionNode,
} from "graphql";

/**
 * Returns whether a selection is part of the response. `variables` are coerced.
 * @throws GraphQLError for a condition that is null.
 */
export function isIncluded(selection: SelectionNode, variables: Readonly<Record<string, unknown>>): boolean {
  if (getDirectiveValues(GraphQLSkipDirective, selection, variables)?.["if"] === true) return false;
  return getDirectiveValues(GraphQLIncludeDirective, selection, variables)?.["if"] !== false;
}
