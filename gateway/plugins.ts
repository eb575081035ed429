/** What the gateway adds to the GraphQL server's pipeline. */
import { type ApolloServerPlugin, HeaderMap } from "@apollo/server";
import { GraphQLError } from "graphql";
import type { GatewayContext } from "./context.js";

/** Writes one line for each operation: its name, how long it took, the codes of its errors. */
export const operationLogPlugin: ApolloServerPlugin<GatewayContext> = {
  async requestDidStart() {
    const startedAt = performance.now();
    return {
      async willSendResponse({
        contextValue: { log, caller },
        operation,
        operationName,
        response: { body },
      }) {
        const errors = body.kind === "single" ? body.singleResult.errors : undefined;
        log.info(
          {
            subject: caller.claims?.subject,
            milliseconds: Math.round(performance.now() - startedAt),
            ...(errors && { errors: errors.map(({ extensions }) => extensions?.["code"]) }),
          },
          `${operation?.operation ?? "request"} ${operationName ?? "(anonymous)"}`,
        );
      },
    };
  },
};

/** Keeps the executor's notes on nulled fields to ourselves: they speak of the schema behind the graph. */
export const plainAnswerPlugin: ApolloServerPlugin<GatewayContext> = {
  async requestDidStart() {
    return {
      async willSendResponse({ response: { body } }) {
        if (body.kind === "single") delete body.singleResult.extensions;
      },
    };
  },
};

/** Answers 400 when there is no operation that could be run; the executor would call it our fault. */
export const operationChoicePlugin: ApolloServerPlugin<GatewayContext> = {
  async requestDidStart() {
    return {
      async didResolveOperation({ operation, operationName }) {
        if (operation && operation.operation !== "subscription") return;
        const message = operation
          ? "This graph has no subscriptions."
          : operationName
            ? `There is no operation "${operationName}" in the document.`
            : "The document holds several operations; say by operationName which one is to run.";
        const http = { status: 400, headers: new HeaderMap() };
        throw new GraphQLError(message, { extensions: { code: "OPERATION_RESOLUTION_FAILURE", http } });
      },
    };
  },
};
