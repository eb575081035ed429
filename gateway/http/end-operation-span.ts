/**
 * Ends the span of an operation, by the names of https://opentelemetry.io/docs/specs/semconv/graphql/graphql-spans/. It
 * holds no text of the document and no value of a variable.
 */
import type { GatewayContext } from "../context.js";
import { firstErrorCode, type OperationResponse } from "./present-result.js";

/** Ends the span. `name` is the operation's, bounded; `response` is null where the request failed as a whole. */
export function endOperationSpan(
  { trace }: GatewayContext,
  name: string | undefined,
  response: OperationResponse | null,
): void {
  if (trace.span === null) return;
  const type = response?.type ?? null;
  const error = response === null ? "REQUEST_FAILED" : firstErrorCode(response);
  trace.end({
    ...(type !== null && { name: type }),
    ...(error !== null && { error }),
    attributes: {
      ...(type !== null && { "graphql.operation.type": type }),
      ...(name !== undefined && { "graphql.operation.name": name }),
    },
  });
}
