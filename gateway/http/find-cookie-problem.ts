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
  if (!isAllowedOrigin(allowedOrigins, origin)) return "origin";
  const page = new URL(origin!);
  const host = hostnameOf(headers.host);
  const [isLocalPage, isLocalHost] = [loopbackNames.test(page.hostname), loopbackNames.test(host)];
  if (isLocalPage && isLocalHost && page.hostname !== host) return "cross-site";
  const isPlain = () => !("encrypted" in socket) && headers["x-forwarded-proto"] === undefined;
  const isOtherMachine = page.protocol === "http:" && !isLocalPage && page.hostname === host;
  return isOtherMachine && isPlain() ? "plain-http" : null;
}

function hostnameOf(host = ""): string {
  const url = `http://${host}`;
  return URL.canParse(url) ? new URL(url).hostname : "";
}
