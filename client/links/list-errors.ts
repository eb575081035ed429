/** Reads the errors of a result: those of the operation, and those by which the gateway ends a stream. */
import type { ApolloLink } from "@apollo/client";
import { type CombinedProtocolErrors, PROTOCOL_ERRORS_SYMBOL } from "@apollo/client/errors";
import type { GraphQLFormattedError } from "graphql";

/** Returns all errors of one result. */
export function listErrors(result: ApolloLink.Result): readonly GraphQLFormattedError[] {
  const { errors = [], extensions } = result as {
    errors?: readonly GraphQLFormattedError[];
    extensions?: { [PROTOCOL_ERRORS_SYMBOL]?: CombinedProtocolErrors };
  };
  return [...errors, ...(extensions?.[PROTOCOL_ERRORS_SYMBOL]?.errors ?? [])];
}
