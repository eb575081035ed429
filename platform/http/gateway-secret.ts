/** The secret by which a subgraph knows the gateway (and its sibling services) from anybody else. */
import { createHash, timingSafeEqual } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";

/** The header that carries it. */
export const gatewaySecretHeader = "x-gatehouse-gateway-secret";

/** Returns a test of a request's headers for the secret, in time that does not depend on what was sent. */
export function createSecretCheck(secret: string): (headers: IncomingHttpHeaders) => boolean {
  const expected = digest(secret);
  return (headers) => timingSafeEqual(digest(String(headers[gatewaySecretHeader] ?? "")), expected);
}

function digest(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}
