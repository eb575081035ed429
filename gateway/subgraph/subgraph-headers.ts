/** The headers of requests to subgraphs. */
import { clientHeaders } from "../../platform/graphql/read-context.js";
import { gatewaySecretHeader } from "../../platform/http/gateway-secret.js";
import type { GatewayContext } from "../context.js";

/** Returns the headers of a fetch. */
export function toSubgraphHeaders(
  { bearerToken, trace, client }: GatewayContext,
  gatewaySecret: string | null,
): Record<string, string> {
  return {
    "content-type": "application/json",
    accept: "application/json",
    ...(gatewaySecret !== null && { [gatewaySecretHeader]: gatewaySecret }),
    "x-request-id": trace.requestId,
    traceparent: trace.traceparent,
    [clientHeaders.ipAddress]: client.ipAddress,
    [clientHeaders.userAgent]: client.userAgent,
    ...(bearerToken !== null && { authorization: `Bearer ${bearerToken}` }),
  };
}
