/** Authenticates the services that introspect tokens (RFC 6749, 2.3.1; RFC 7662, 2.1). */
import { createHash, timingSafeEqual } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";
import { HttpRefusal } from "../../platform/http/refusal.js";
import type { IntrospectionClient } from "./config.js";

/** The ways to authenticate, by their registered names. */
export const clientAuthenticationMethods = ["client_secret_basic", "client_secret_post"] as const;

/**
 * Returns whether a request has the name and the secret of a client.
 * @throws HttpRefusal 400 for a request that uses both methods.
 */
export type ClientCheck = (headers: IncomingHttpHeaders, form: ReadonlyMap<string, string>) => boolean;

/** Creates the check. It compares with every client, in constant time, so unknown names cost the same. */
export function createClientCheck(clients: readonly IntrospectionClient[]): ClientCheck {
  const expected = clients.map(({ name, secret }) => digest(name, secret));
  return (headers, form) => {
    const { authorization } = headers;
    const secret = form.get("client_secret");
    if (authorization !== undefined && secret !== undefined) {
      throw new HttpRefusal(400, "Authenticate the client in one way only.");
    }
    const [name, given] =
      authorization === undefined ? [form.get("client_id"), secret] : readBasic(authorization);
    const offered = digest(name ?? "", given ?? "");
    return expected.map((one) => timingSafeEqual(one, offered)).includes(true);
  };
}

/** No name contains a colon. */
const digest = (name: string, secret: string): Buffer =>
  createHash("sha256").update(`${name}:${secret}`).digest();

/** Reads the credentials, each encoded as in a form; neither when the header is another. */
function readBasic(header: string): [name?: string, secret?: string] {
  const encoded = /^Basic +([\w+/=-]+) *$/i.exec(header)?.[1];
  const pair = Buffer.from(encoded ?? "", "base64").toString("utf8");
  const colon = pair.indexOf(":");
  if (colon < 0) return [];
  try {
    return [decodeURIComponent(pair.slice(0, colon)), decodeURIComponent(pair.slice(colon + 1))];
  } catch {
    return [];
  }
}
