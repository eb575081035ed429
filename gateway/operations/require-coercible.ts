/**
 * Refuses an operation whose values do not fit, before it is priced and planned: also values that graphql-js checks
 * only at run time.
 */
import {
  type DocumentNode,
  type GraphQLError,
  getVariableValues,
  type OperationDefinitionNode,
} from "graphql";
import { findNullValues } from "./find-null-values.js";
import type { Values } from "./null-refusal.js";
import type { PreparedDocument } from "./prepare-document.js";

/** Values that do not fit the types of their variables, arguments or directives. */
export class InvalidValues extends Error {
  override readonly name = "InvalidValues";

  constructor(
    readonly errors: readonly GraphQLError[],
    readonly document: DocumentNode,
  ) {
    super("The values do not fit.");
  }
}

/**
 * Checks the variables, and each argument and condition that a variable sets to null. Skips fields that `@skip` or
 * `@include` exclude. Paths have no indexes, because nothing has been fetched yet.
 * @throws InvalidValues with at most `maximumErrors`.
 */
export function requireCoercible(
  { schema, document }: Pick<PreparedDocument, "schema" | "document">,
  operation: OperationDefinitionNode,
  variables: Values,
  maximumErrors: number,
): void {
  const options = { maxErrors: maximumErrors };
  const { coerced, errors } = getVariableValues(
    schema,
    operation.variableDefinitions ?? [],
    variables,
    options,
  );
  if (errors !== undefined) throw new InvalidValues(errors.slice(0, maximumErrors), document);
  // A non-null argument may get a nullable variable when one of the two has a default.
  if (!Object.values(coerced).includes(null)) return;
  const found = findNullValues(schema, document, operation, coerced, maximumErrors);
  if (found.length > 0) throw new InvalidValues(found, document);
}
