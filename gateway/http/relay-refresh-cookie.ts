/** Relays the refresh cookie between a browser and auth, and no other cookie. */

import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from "node:http";
import { type AllowedOrigins, isAllowedOrigin } from "../../platform/http/allowed-origins.js";
import {
  asksForCookie,
  type CookieProblem,
  cookieProblemHeaders,
  readRefreshCookie,
  readSetRefreshCookie,
  refreshCarrierHeader,
  refreshCookieName,
} from "../../platform/identity/refresh-cookie.js";
import { canonicalAddress } from "../../platform/ip-address.js";
import { findCookieProblem } from "./find-cookie-problem.js";

/** Relays the cookie between the client and the fetches of one request. */
export interface RefreshCookieRelay {
  /** Returns more headers for the subgraph `name`. */
  toSubgraph(name: string): Record<string, string>;
  /** Reads the cookie that the subgraph `name` has set, if it may set one. */
  fromSubgraph(name: string, headers: IncomingHttpHeaders): void;
}

/**
 * The cookie's name over plain HTTP on a development machine: Safari stores no `Secure` cookie of http://localhost, and
 * no browser stores one with the prefix but without `Secure`.
 */
const insecureName = "gatehouse-refresh";

/** Relays nothing: without the mode, and for clients that are no browser. */
const noCookie: RefreshCookieRelay = { toSubgraph: () => ({}), fromSubgraph: () => {} };

const longestOrigin = 200;

/** Relays only why there is no cookie, so that auth begins no session that the browser could not continue. */
function createRefusal(
  problem: CookieProblem,
  origin = "none",
  wish: Record<string, string> = {},
): RefreshCookieRelay {
  const { problem: problemHeader, origin: originHeader } = cookieProblemHeaders;
  const headers = { ...wish, [problemHeader]: problem, [originHeader]: origin.slice(0, longestOrigin) };
  return { ...noCookie, toSubgraph: (name) => (name === "auth" ? headers : {}) };
}

/** Creates the relay of one request. */
export type RefreshCookieRelays = (request: IncomingMessage, response: ServerResponse) => RefreshCookieRelay;

/**
 * Creates the relays. Only auth gets the cookie, and only auth may set it. Later fetches of the same operation send the
 * cookie that it has set; the client gets the last one. With `insecure`, a browser on this machine that uses plain HTTP
 * gets it without `Secure`. If the mode is not `enabled`, only a page of the gateway's own origin has it, on its wish.
 */
export function createRefreshCookieRelays(
  enabled: boolean,
  allowedOrigins: AllowedOrigins,
  { insecure = false }: { insecure?: boolean } = {},
): RefreshCookieRelays {
  return (request, response) => {
    const wish = asksForCookie(request.headers) ? { [refreshCarrierHeader]: "cookie" } : null;
    if (!enabled && wish === null) return noCookie;
    const { host = "" } = request.headers;
    const origins = enabled ? allowedOrigins : [`http://${host}`, `https://${host}`];
    const problem = findCookieProblem(request, origins);
    if (problem !== null) return createRefusal(problem, request.headers.origin, wish ?? {});
    if (!isOwnPage(request, origins)) return noCookie;
    const isInsecure = insecure && isOnThisMachine(request);
    let token = readRefreshCookie(request.headers.cookie, isInsecure ? insecureName : refreshCookieName);
    return {
      toSubgraph: (name) =>
        name === "auth"
          ? {
              ...wish,
              ...(token !== null && { cookie: `${refreshCookieName}=${token}` }),
            }
          : {},
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
 * Does a page of an allowed origin send this? A forgery would need a browser that lies about `Origin` or
 * `Sec-Fetch-Site`, ignores SameSite, and sends JSON without a preflight.
 */
function isOwnPage({ method, headers }: IncomingMessage, allowedOrigins: AllowedOrigins): boolean {
  const site = headers["sec-fetch-site"];
  if (method !== "POST" || site === "cross-site") return false;
  return site === "same-origin" || isAllowedOrigin(allowedOrigins, headers.origin);
}

/** Is this plain HTTP from a loopback address to a loopback name? */
function isOnThisMachine({ socket, headers: { host = "" } }: IncomingMessage): boolean {
  const isLoopback = /^127\.|^::1$/.test(canonicalAddress(socket.remoteAddress ?? "") ?? "");
  const isLocalName = /^(?:localhost|127\.[\d.]+|\[::1\])(?::\d+)?$/.test(host);
  return isLoopback && isLocalName && !("encrypted" in socket);
}

const withoutSecure = (setCookie: string): string =>
  setCookie.replace(refreshCookieName, insecureName).replace(" Secure;", "");
