/** Writes and reads the cookie in which a refresh token may travel between a browser and auth (RFC 6265). */
import type { IncomingHttpHeaders } from "node:http";

/**
 * The cookie's name. Because of the prefix, a browser accepts it only over TLS (most also from http://localhost), for
 * this host, without Domain: no neighbouring host can set or read it (RFC 6265bis, 4.1.3.2).
 */
export const refreshCookieName = "__Host-gatehouse-refresh";

/**
 * Why a browser would not keep the cookie: the page is on another site; its origin is not allowed; or it came by plain HTTP
 * from another machine.
 */
export type CookieProblem = "cross-site" | "origin" | "plain-http";

/** By these the gateway tells auth the problem of a request, and the page's origin. */
export const cookieProblemHeaders = {
  problem: "x-gatehouse-cookie-problem",
  origin: "x-gatehouse-cookie-origin",
} as const;

/**
 * A page that the gateway's own origin serves asks by this header, with the value `cookie`, for its refresh token in the
 * cookie, whatever REFRESH_COOKIE says; the gateway passes the wish on to auth.
 */
export const refreshCarrierHeader = "gatehouse-refresh-token";

/** Does the request ask for that? */
export const asksForCookie = (headers: IncomingHttpHeaders): boolean =>
  headers[refreshCarrierHeader] === "cookie";

const attributes = "Path=/; Secure; HttpOnly; SameSite=Strict";
const tokenOnly = "[\\w-]{1,200}";
const set = new RegExp(`^${refreshCookieName}=(?<token>(?:${tokenOnly})?); ${attributes}; Max-Age=\\d+$`);
const held = new RegExp(`^${tokenOnly}$`);

/** Returns the `Set-Cookie` that sets a token; null removes the cookie. */
export function formatRefreshCookie(token: string | null, maximumAgeSeconds = 0): string {
  return `${refreshCookieName}=${token ?? ""}; ${attributes}; Max-Age=${maximumAgeSeconds}`;
}

/**
 * Returns the token of a `Set-Cookie` of `formatRefreshCookie`, null when it removes the cookie; undefined for any
 * other.
 */
export function readSetRefreshCookie(setCookie: string): string | null | undefined {
  const token = set.exec(setCookie)?.groups?.["token"];
  return token === "" ? null : token;
}

/** Returns the token in a `Cookie` header; null when there is none, or when two cookies have the name. */
export function readRefreshCookie(header: string | undefined, name = refreshCookieName): string | null {
  const values = (header ?? "")
    .split(";")
    .map((pair) => pair.trim())
    .filter((pair) => pair.startsWith(`${name}=`))
    .map((pair) => pair.slice(name.length + 1));
  const [token] = values;
  return values.length === 1 && token !== undefined && held.test(token) ? token : null;
}
