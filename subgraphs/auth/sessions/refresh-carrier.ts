/** Carries refresh tokens between auth and its clients: in the body of the response, or in a cookie. */
import type { ServerResponse } from "node:http";
import { AppError, unauthenticated } from "../../../platform/errors.js";
import {
  type CookieProblem,
  cookieProblemHeaders,
  formatRefreshCookie,
  readRefreshCookie,
} from "../../../platform/identity/refresh-cookie.js";
import type { IssuedTokens } from "./issue-tokens.js";

/** Carries the refresh token of one request. */
export interface RefreshCarrier {
  /** Call it before a session begins. @throws AppError COOKIE_NOT_KEPT if the client would lose the token. */
  requireDeliverable(): void;
  /** Returns the token of the client. `given` is `RefreshInput.refreshToken`. @throws AppError UNAUTHENTICATED. */
  receive(given: string): string;
  /** Hands the token to the client; returns the tokens that the body of the response may hold. */
  deliver(tokens: IssuedTokens): IssuedTokens;
  /** Deletes the token at the client. */
  clear(): void;
}

/** Tokens are in the body: the client keeps them. */
export const bodyCarrier: RefreshCarrier = {
  requireDeliverable: () => {},
  receive: (given) => given,
  deliver: (tokens) => tokens,
  clear: () => {},
};

const mends: Readonly<Record<CookieProblem, string>> = {
  "cross-site":
    "The page is on another site than the gateway. Open both under one name, such as http://localhost (127.0.0.1 is another site), or under one registrable domain; or set REFRESH_COOKIE=false.",
  origin:
    "The page's origin is not one of ALLOWED_ORIGINS. Add it to them, in the gateway and in auth; or set REFRESH_COOKIE=false.",
  "plain-http":
    "Over plain HTTP a browser keeps the cookie for http://localhost only. Serve the page and the gateway by https; or set REFRESH_COOKIE=false.",
};

/**
 * Tokens are only in a cookie, which scripts cannot read. `warn` logs that a browser would not keep it: an operator must
 * change that, and no user can.
 */
export function createCookieCarrier(
  response: ServerResponse,
  warn: (message: string, details: object) => void,
): RefreshCarrier {
  let held = readRefreshCookie(response.req.headers.cookie);
  const set = (token: string | null, maximumAgeSeconds?: number) => {
    held = token;
    response.setHeader("set-cookie", formatRefreshCookie(token, maximumAgeSeconds));
  };
  return {
    requireDeliverable() {
      const { [cookieProblemHeaders.problem]: problem, [cookieProblemHeaders.origin]: origin } =
        response.req.headers;
      const mend = mends[problem as CookieProblem];
      if (mend === undefined) return;
      warn(`A sign-in was refused, because the browser would not keep the refresh cookie. ${mend}`, {
        origin,
      });
      throw new AppError(
        "COOKIE_NOT_KEPT",
        `The browser would not keep the refresh cookie, so nothing was done. ${mend}`,
      );
    },
    receive(given) {
      if (given !== "" || held === null) {
        throw unauthenticated("The refresh token is expected in its cookie, and nowhere else.");
      }
      return held;
    },
    deliver(tokens) {
      const remaining = Math.ceil((tokens.sessionExpiresAt.getTime() - Date.now()) / 1000);
      set(tokens.refreshToken, Math.max(remaining, 0));
      return { ...tokens, refreshToken: "" };
    },
    clear: () => set(null),
  };
}
