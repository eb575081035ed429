/** Passes the cookie that holds a refresh token between a browser and auth, and no other cookie anywhere. */
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from "node:http";
import {
  readRefreshCookie,
  readSetRefreshCookie,
  refreshCookieName,
} from "../../platform/identity/refresh-cookie.js";

/** What the data source of a subgraph asks when it sends a fetch and when it has the answer. */
export interface RefreshCookieRelay {
  /** Headers that go to the subgraph `name` beside the others. */
  toSubgraph(name: string): Record<string, string>;
  /** Takes the cookie that the subgraph `name` has set, if that is its to do. */
  fromSubgraph(name: string, headers: IncomingHttpHeaders): void;
}

/** Without the mode, and for requests that it is not for: nothing goes either way. */
const noCookie: RefreshCookieRelay = { toSubgraph: () => ({}), fromSubgraph: () => {} };

/** Makes the relay of one request. */
export type RefreshCookieRelays = (request: IncomingMessage, response: ServerResponse) => RefreshCookieRelay;

/**
 * Creates the relays. Only auth gets the cookie and only auth may set it. What it sets is what later fetches of
 * the same operation send; the client gets the last one.
 */
export function createRefreshCookieRelays(
  enabled: boolean,
  allowedOrigins: readonly string[],
): RefreshCookieRelays {
  return (request, response) => {
    if (!enabled || !isOwnPage(request, allowedOrigins)) return noCookie;
    let token = readRefreshCookie(request.headers.cookie);
    return {
      toSubgraph: (name) =>
        name === "auth" && token !== null ? { cookie: `${refreshCookieName}=${token}` } : {},
      fromSubgraph(name, headers) {
        if (name !== "auth") return;
        // The client library answers one as a text, and several as a list.
        for (const setCookie of [headers["set-cookie"] ?? []].flat()) {
          const next = readSetRefreshCookie(setCookie);
          if (next === undefined) continue;
          token = next;
          response.setHeader("set-cookie", setCookie);
        }
      },
    };
  };
}

/**
 * Does a page of ours send this? Cross-site request forgery would need a browser that lies about `Origin` or
 * `Sec-Fetch-Site`, beside one that ignores SameSite and sends JSON without a preflight.
 */
function isOwnPage({ method, headers }: IncomingMessage, allowedOrigins: readonly string[]): boolean {
  const site = headers["sec-fetch-site"];
  if (method !== "POST" || site === "cross-site") return false;
  return site === "same-origin" || allowedOrigins.includes(headers.origin ?? "");
}
