/** The headers of requests to subgraphs. */
import { clientHeaders } from "../../platform/graphql/read-context.js";
import { gatewaySecretHeader } from "../../platform/http/gateway-secret.js";
import type { RecordedSpan } from "../../platform/telemetry/recorded-span.js";
import type { GatewayContext } from "../context.js";

/** Returns the headers of a fetch, which `span` records. */
export function toSubgraphHeaders(
  { bearerToken, trace, client }: GatewayContext,
  gatewaySecret: string | null,
  span: RecordedSpan | null = trace.span,
): Record<string, string> {
  return {
    "content-type": "application/json",
    accept: "application/json",
    ...(gatewaySecret !== null && { [gatewaySecretHeader]: gatewaySecret }),
    ...trace.headers(span),
    [clientHeaders.ipAddress]: client.ipAddress,
    [clientHeaders.userAgent]: client.userAgent,
    ...(bearerToken !== null && { authorization: `Bearer ${bearerToken}` }),
  };
}
