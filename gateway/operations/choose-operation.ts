/** Chooses the operation of a document that a request names (https://spec.graphql.org/October2021/#GetOperation()). */
import { type DocumentNode, getOperationAST, type OperationDefinitionNode } from "graphql";
import { AppError } from "../../platform/errors.js";
import { HttpRefusal } from "../../platform/http/refusal.js";

/**
 * Returns the operation.
 * @throws AppError OPERATION_RESOLUTION_FAILURE for none, or for one that this graph does not serve.
 */
export function chooseOperation(document: DocumentNode, name: string | undefined): OperationDefinitionNode {
  const operation = getOperationAST(document, name);
  if (operation?.operation === "subscription") throw unresolved("This graph has no subscriptions.");
  if (operation) return operation;
  throw unresolved(
    name === undefined
      ? "The document holds several operations; say by operationName which one is to run."
      : "The document holds no operation of that name.",
  );
}

function unresolved(message: string): AppError {
  return new AppError("OPERATION_RESOLUTION_FAILURE", message);
}

/** Requires that the operation has no side effects, as GET does (RFC 9110, 9.2.1). @throws HttpRefusal 405. */
export function requireQuery({ operation }: OperationDefinitionNode): void {
  if (operation !== "query")
    throw new HttpRefusal(405, "Send mutations by POST.", "BAD_REQUEST", { allow: "POST" });
}
