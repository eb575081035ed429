/** Coerces variables to their types (CoerceVariableValues of the GraphQL specification). */
import {
  type GraphQLError,
  type GraphQLSchema,
  getVariableValues,
  type OperationDefinitionNode,
} from "graphql";

/** Each error quotes its whole value, and a value may contain hundreds of mistakes. */
const shownErrors = 10;

/** The variables, or their first ten mistakes. */
export type CoercedVariables =
  | { errors: readonly GraphQLError[]; coerced?: never }
  | { coerced: Record<string, unknown>; errors?: never };

/** Coerces the values that a client has sent for an operation's variables. */
export function coerceVariables(
  schema: GraphQLSchema,
  { variableDefinitions = [] }: OperationDefinitionNode,
  given: Readonly<Record<string, unknown>>,
): CoercedVariables {
  const { coerced, errors } = getVariableValues(schema, variableDefinitions, given, {
    maxErrors: shownErrors,
  });
  // One more error says that there were too many.
  return errors === undefined ? { coerced: coerced ?? {} } : { errors: errors.slice(0, shownErrors) };
}
