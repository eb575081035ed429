/** Writes and reads the cookie in which a refresh token may travel between a browser and auth (RFC 6265). */

/**
 * Its name. By the prefix a browser takes it only over TLS (and most from http://localhost), for this very host, with no
 * Domain: no neighbouring host can set or read it (RFC 6265bis, 4.1.3.2).
 */
export const refreshCookieName = "__Host-gatehouse-refresh";

const attributes = "Path=/; Secure; HttpOnly; SameSite=Strict";
const tokenOnly = "[\\w-]{1,200}";
const set = new RegExp(`^${refreshCookieName}=(?<token>(?:${tokenOnly})?); ${attributes}; Max-Age=\\d+$`);
const held = new RegExp(`^${tokenOnly}$`);

/** The `Set-Cookie` that hands a token over; null takes the cookie away. */
export function formatRefreshCookie(token: string | null, maximumAgeSeconds = 0): string {
  return `${refreshCookieName}=${token ?? ""}; ${attributes}; Max-Age=${maximumAgeSeconds}`;
}

/** The token that a `Set-Cookie` of `formatRefreshCookie` hands over (null when it takes it away); undefined for any other. */
export function readSetRefreshCookie(setCookie: string): string | null | undefined {
  const token = set.exec(setCookie)?.groups?.["token"];
  return token === "" ? null : token;
}

/** The token in a `Cookie` header; null when there is none, or when two claim the name. */
export function readRefreshCookie(header: string | undefined, name = refreshCookieName): string | null {
  const values = (header ?? "")
    .split(";")
    .map((pair) => pair.trim())
    .filter((pair) => pair.startsWith(`${name}=`))
    .map((pair) => pair.slice(name.length + 1));
  const [token] = values;
  return values.length === 1 && token !== undefined && held.test(token) ? token : null;
}
