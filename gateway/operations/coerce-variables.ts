/** Brings variables into the form that their types want (CoerceVariableValues of the GraphQL specification). */
import {
  type GraphQLError,
  type GraphQLSchema,
  getVariableValues,
  type OperationDefinitionNode,
} from "graphql";

/** Each error quotes the whole value that it is about, and a value may hold hundreds of mistakes. */
const shownErrors = 10;

/** The variables, or what is wrong with them: the first ten mistakes. */
export type CoercedVariables =
  | { errors: readonly GraphQLError[]; coerced?: never }
  | { coerced: Record<string, unknown>; errors?: never };

/** Coerces what a client has given for an operation's variables. */
export function coerceVariables(
  schema: GraphQLSchema,
  { variableDefinitions = [] }: OperationDefinitionNode,
  given: Readonly<Record<string, unknown>>,
): CoercedVariables {
  const { coerced, errors } = getVariableValues(schema, variableDefinitions, given, {
    maxErrors: shownErrors,
  });
  // One more says that there were too many.
  return errors === undefined ? { coerced: coerced ?? {} } : { errors: errors.slice(0, shownErrors) };
}
