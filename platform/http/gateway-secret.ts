/** The secret by which a subgraph recognizes the gateway and the other services. */
import { createHash, timingSafeEqual } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";

/** The header of the secret. */
export const gatewaySecretHeader = "x-gatehouse-gateway-secret";

/** Returns a test of a request's headers for the secret, in constant time. */
export function createSecretCheck(secret: string): (headers: IncomingHttpHeaders) => boolean {
  const expected = digest(secret);
  return (headers) => timingSafeEqual(digest(String(headers[gatewaySecretHeader] ?? "")), expected);
}

function digest(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}
