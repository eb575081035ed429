/** Records a span for each execution of a subgraph: https://opentelemetry.io/docs/specs/semconv/graphql/graphql-spans/. */
import type { ApolloServerPlugin } from "@apollo/server";
import { currentTrace } from "../telemetry/current-trace.js";

/** Records what a subgraph executes, without the text of the document and without values of variables. */
export const traceExecutionPlugin: ApolloServerPlugin = {
  async requestDidStart() {
    const trace = currentTrace();
    if (trace === undefined || trace.span === null) return;
    return {
      async executionDidStart({ operation, operationName }) {
        trace.enter(operation.operation);
        trace.span?.set({
          "graphql.operation.type": operation.operation,
          ...(operationName != null && { "graphql.operation.name": operationName }),
        });
      },
      async willSendResponse({ errors }) {
        const [error] = errors ?? [];
        trace.leave(error && String(error.extensions["code"] ?? "INTERNAL_SERVER_ERROR"));
      },
    };
  },
};
