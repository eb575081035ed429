/** Sends one fetch of a query plan to its subgraph, over a pool of kept connections. */
import type { GraphQLDataSource } from "@apollo/gateway";
import type { Pool } from "undici";
import { unavailable } from "../../platform/errors.js";
import { clientHeaders } from "../../platform/graphql/subgraph-server.js";
import { gatewaySecretHeader } from "../../platform/http/gateway-secret.js";
import { continueAsHeader } from "../../platform/identity/continue-as.js";
import type { GatewayContext } from "../context.js";

type SubgraphAnswer = Awaited<ReturnType<GraphQLDataSource<GatewayContext>["process"]>>;

/**
 * Creates the data source of one subgraph. Nothing of the client's headers is passed on but what the context
 * holds.
 * @throws AppError SERVICE_UNAVAILABLE when the subgraph gives no GraphQL answer in time.
 */
export function createSubgraphDataSource(
  name: string,
  pool: Pool,
  gatewaySecret: string,
): GraphQLDataSource<GatewayContext> {
  return {
    async process(options) {
      if (!("incomingRequestContext" in options)) {
        throw new Error("The schema is composed at build time; a subgraph is never asked for it.");
      }
      const context = options.context as GatewayContext;
      try {
        const { headers, body } = await pool.request({
          method: "POST",
          path: "/graphql",
          headers: { ...toHeaders(context, gatewaySecret), ...context.refreshCookie.toSubgraph(name) },
          body: JSON.stringify({ query: options.request.query, variables: options.request.variables }),
        });
        const answer = (await body.json()) as SubgraphAnswer;
        if (!isAnswer(answer)) throw new Error(`The subgraph ${name} did not answer in GraphQL.`);
        const token = headers[continueAsHeader];
        if (typeof token === "string") context.bearerToken = token;
        context.refreshCookie.fromSubgraph(name, headers);
        return answer;
      } catch (error) {
        throw unavailable("A part of the service does not answer right now; try again.", error);
      }
    },
  };
}

function toHeaders(
  { bearerToken, trace, client }: GatewayContext,
  gatewaySecret: string,
): Record<string, string> {
  return {
    "content-type": "application/json",
    accept: "application/json",
    [gatewaySecretHeader]: gatewaySecret,
    "x-request-id": trace.requestId,
    traceparent: trace.traceparent,
    [clientHeaders.ipAddress]: client.ipAddress,
    [clientHeaders.userAgent]: client.userAgent,
    ...(bearerToken !== null && { authorization: `Bearer ${bearerToken}` }),
  };
}

function isAnswer(answer: unknown): boolean {
  return typeof answer === "object" && answer !== null && ("data" in answer || "errors" in answer);
}
