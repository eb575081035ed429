/** Passes the cookie that holds a refresh token between a browser and auth, and no other cookie anywhere. */
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from "node:http";
import {
  readRefreshCookie,
  readSetRefreshCookie,
  refreshCookieName,
} from "../../platform/identity/refresh-cookie.js";
import { canonicalAddress } from "../../platform/ip-address.js";

/** Passes the cookie between the client and the fetches of one request. */
export interface RefreshCookieRelay {
  /** Headers that go to the subgraph `name` beside the others. */
  toSubgraph(name: string): Record<string, string>;
  /** Takes the cookie that the subgraph `name` has set, if that is its to do. */
  fromSubgraph(name: string, headers: IncomingHttpHeaders): void;
}

/**
 * What the cookie is called where it goes over plain HTTP on a development machine: Safari keeps no `Secure` cookie of
 * http://localhost, and no browser one of the prefix without `Secure`.
 */
const insecureName = "gatehouse-refresh";

/** Without the mode, and for requests that it is not for: nothing goes either way. */
const noCookie: RefreshCookieRelay = { toSubgraph: () => ({}), fromSubgraph: () => {} };

/** Makes the relay of one request. */
export type RefreshCookieRelays = (request: IncomingMessage, response: ServerResponse) => RefreshCookieRelay;

/**
 * Creates the relays. Only auth gets the cookie and only auth may set it. What it sets is what later fetches of
 * the same operation send; the client gets the last one. With `insecure`, a browser on this machine that comes by plain
 * HTTP gets it without `Secure`.
 */
export function createRefreshCookieRelays(
  enabled: boolean,
  allowedOrigins: readonly string[],
  { insecure = false }: { insecure?: boolean } = {},
): RefreshCookieRelays {
  return (request, response) => {
    if (!enabled || !isOwnPage(request, allowedOrigins)) return noCookie;
    const isInsecure = insecure && isOnThisMachine(request);
    let token = readRefreshCookie(request.headers.cookie, isInsecure ? insecureName : refreshCookieName);
    return {
      toSubgraph: (name) =>
        name === "auth" && token !== null ? { cookie: `${refreshCookieName}=${token}` } : {},
      fromSubgraph(name, headers) {
        if (name !== "auth") return;
        // undici returns one header as a string, and several as an array.
        for (const setCookie of [headers["set-cookie"] ?? []].flat()) {
          const next = readSetRefreshCookie(setCookie);
          if (next === undefined) continue;
          token = next;
          response.setHeader("set-cookie", isInsecure ? withoutSecure(setCookie) : setCookie);
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

/** By plain HTTP, from a loopback address to a loopback name. */
function isOnThisMachine({ socket, headers: { host = "" } }: IncomingMessage): boolean {
  const isLoopback = /^127\.|^::1$/.test(canonicalAddress(socket.remoteAddress ?? "") ?? "");
  const isLocalName = /^(?:localhost|127\.[\d.]+|\[::1\])(?::\d+)?$/.test(host);
  return isLoopback && isLocalName && !("encrypted" in socket);
}

const withoutSecure = (setCookie: string): string =>
  setCookie.replace(refreshCookieName, insecureName).replace(" Secure;", "");
