/** Carries refresh tokens between auth and its clients: in the body of the response, or in a cookie. */
import type { ServerResponse } from "node:http";
import { unauthenticated } from "../../../platform/errors.js";
import { formatRefreshCookie, readRefreshCookie } from "../../../platform/identity/refresh-cookie.js";
import type { IssuedTokens } from "./issue-tokens.js";

/** Carries the refresh token of one request. */
export interface RefreshCarrier {
  /** Returns the token of the client. `given` is `RefreshInput.refreshToken`. @throws AppError UNAUTHENTICATED. */
  receive(given: string): string;
  /** Hands the token to the client; returns the tokens that the body of the response may hold. */
  deliver(tokens: IssuedTokens): IssuedTokens;
  /** Deletes the token at the client. */
  clear(): void;
}

/** Tokens are in the body: the client keeps them. */
export const bodyCarrier: RefreshCarrier = {
  receive: (given) => given,
  deliver: (tokens) => tokens,
  clear: () => {},
};

/** Tokens are only in a cookie, which scripts cannot read. */
export function createCookieCarrier(response: ServerResponse): RefreshCarrier {
  let held = readRefreshCookie(response.req.headers.cookie);
  const set = (token: string | null, maximumAgeSeconds?: number) => {
    held = token;
    response.setHeader("set-cookie", formatRefreshCookie(token, maximumAgeSeconds));
  };
  return {
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
