/** An operation in the pipeline: as the client sent it, once it is valid, and its result. */
import type { DocumentNode, GraphQLError, OperationDefinitionNode } from "graphql";
import type { GatewayContext } from "../context.js";

/** The parameters of one operation. */
export interface OperationParameters {
  query: string | undefined;
  operationName: string | undefined;
  variables: Readonly<Record<string, unknown>>;
  /** Hash or registered id of an operation, from `extensions.persistedQuery` or `documentId`. */
  id: string | undefined;
}

/** An operation that is valid for the schema, with the context of its request. */
export interface OperationRequest {
  /** The operation and the fragments that it spreads. */
  document: DocumentNode;
  operation: OperationDefinitionNode;
  /** The key of the document in caches. */
  hash: string;
  /** Values as the client sent them. */
  variables: Readonly<Record<string, unknown>>;
  context: GatewayContext;
}

/** The result of an operation. Without `data`, nothing was executed. */
export interface OperationResult {
  data?: Record<string, unknown> | null;
  errors?: readonly GraphQLError[];
}
