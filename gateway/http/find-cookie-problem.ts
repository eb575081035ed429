/** Finds out why a browser would not keep the refresh cookie that a request might set. */
import type { IncomingMessage } from "node:http";
import { type AllowedOrigins, isAllowedOrigin } from "../../platform/http/allowed-origins.js";
import type { CookieProblem } from "../../platform/identity/refresh-cookie.js";

type Request = Pick<IncomingMessage, "headers" | "socket">;

const loopbackNames = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/;

/**
 * Returns the problem; null if the browser would keep the cookie, or if no browser sent this. `Sec-Fetch-Site` is the
 * browser's own word; it is absent from old browsers and over plain HTTP. `Host` may be a name that only proxies use, so it
 * counts only where it is a name of this machine, or the very name of the page.
 */
export function findCookieProblem(
  { headers, socket }: Request,
  allowedOrigins: AllowedOrigins,
): CookieProblem | null {
  const { origin, "sec-fetch-site": site } = headers;
  if (site === "same-origin" || (origin === undefined && site === undefined)) return null;
  if (site === "cross-site") return "cross-site";
  const page = readUrl(origin);
  const host = readUrl(`http://${headers.host}`)?.hostname;
  const isLocalPage = page !== null && loopbackNames.test(page.hostname);
  const isPlain = () => !("encrypted" in socket) && headers["x-forwarded-proto"] === undefined;
  if (page?.protocol === "http:" && !isLocalPage && page.hostname === host && isPlain()) return "plain-http";
  if (!isAllowedOrigin(allowedOrigins, origin)) return "origin";
  return isLocalPage && loopbackNames.test(host ?? "") && page.hostname !== host ? "cross-site" : null;
}

const readUrl = (text = ""): URL | null => (URL.canParse(text) ? new URL(text) : null);
