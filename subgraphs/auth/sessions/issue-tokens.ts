/** Issues the pair of tokens for a session. */
import type { Claims } from "../../../platform/identity/claims.js";
import { type PublicAccount, toPublicAccount } from "../accounts/public-account.js";
import type { Parts } from "../parts.js";
import type { HeldSession } from "./begin-session.js";

/** A pair of tokens, and the user to whom they are issued. */
export interface IssuedTokens {
  accessToken: string;
  refreshToken: string;
  /** Lifetime of the access token. */
  expiresInSeconds: number;
  /** When the refresh token expires unless it is used before. */
  sessionExpiresAt: Date;
  claims: Claims;
  user: PublicAccount;
}

/** Signs an access token for the session and returns it with the refresh token. */
export function issueTokens(
  { signAccessToken }: Parts<"signAccessToken">,
  { session, account, refreshToken }: HeldSession,
): IssuedTokens {
  const { accessToken, claims } = signAccessToken(account, session);
  return {
    accessToken,
    refreshToken,
    expiresInSeconds: claims.expiresAt - claims.issuedAt,
    sessionExpiresAt: session.expiresAt,
    claims,
    user: toPublicAccount(account),
  };
}
