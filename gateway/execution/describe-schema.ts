/** Executes introspection, which needs no subgraph, by graphql-js. */
import { execute, type GraphQLSchema } from "graphql";
import { nameInputField } from "../../platform/graphql/input-field.js";
import type { MeasuredSet } from "../limits/measured-set.js";
import type { OperationRequest, OperationResult } from "../operations/operation-request.js";

/** Returns whether an operation selects nothing but `__schema`, `__type` and `__typename` at its root. */
export function isIntrospection({ fields, parts }: MeasuredSet): boolean {
  return fields.every(({ name }) => name.startsWith("__")) && parts.every(isIntrospection);
}

/** Executes an introspection. Its errors are about values that the client sent. */
export async function describeSchema(
  schema: GraphQLSchema,
  { document, operation, variables: variableValues }: OperationRequest,
): Promise<OperationResult> {
  const operationName = operation.name?.value;
  const result = await execute({ schema, document, variableValues, operationName });
  for (const error of result.errors ?? []) {
    nameInputField(error, document);
    error.extensions["code"] = "BAD_USER_INPUT";
  }
  return result;
}
