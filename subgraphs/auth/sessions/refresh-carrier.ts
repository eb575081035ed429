/** Says how refresh tokens travel between auth and its clients: in the answer's body, or in a cookie. */
import type { ServerResponse } from "node:http";
import { unauthenticated } from "../../../platform/errors.js";
import { formatRefreshCookie, readRefreshCookie } from "../../../platform/identity/refresh-cookie.js";
import type { IssuedTokens } from "../sign-in/sign-in.js";

/** The way of the refresh token in one request. */
export interface RefreshCarrier {
  /** The token that a client shows. `given` is `RefreshInput.refreshToken`. @throws AppError UNAUTHENTICATED. */
  receive(given: string): string;
  /** Hands the token over; answers the tokens as the answer's body may hold them. */
  deliver(tokens: IssuedTokens): IssuedTokens;
  /** Takes the token away from the client. */
  clear(): void;
}

/** Tokens travel in the answer's body: the client keeps them. */
export const bodyCarrier: RefreshCarrier = {
  receive: (given) => given,
  deliver: (tokens) => tokens,
  clear: () => {},
};

/** Tokens travel in a cookie that scripts cannot read, and in nothing else. */
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
