/** Exchanges a token of the old services for an access token, so that the other services never see the old kind. */
import type { ExchangedToken } from "../../../platform/identity/legacy-tokens.js";
import { type AccountRecord, isConfirmed } from "../accounts/account-record.js";
import { isLiveAccount } from "../accounts/live-account.js";
import type { Client } from "../audit/actor.js";
import type { AuthModels } from "../model.js";
import type { Parts } from "../parts.js";
import { findLegacySession } from "./begin-legacy-session.js";
import { type LegacyTokenVerifier, refuseLegacyToken } from "./verify-legacy-token.js";

/**
 * Returns an access token for the imported account that the token names.
 * @throws AppError UNAUTHENTICATED when the token, its session or its account is not valid; TOKEN_EXPIRED.
 */
export async function exchangeLegacyToken(
  parts: Parts<"models" | "relay" | "audit" | "signAccessToken">,
  verify: LegacyTokenVerifier,
  token: string,
  client: Client,
): Promise<ExchangedToken> {
  const legacy = verify(token);
  const account = await findImported(parts.models, legacy.legacyId);
  // The old services ask for no second factor of this system: their tokens must not be a way around it.
  if (!isLiveAccount(account) || isConfirmed(account.totp)) throw refuseLegacyToken();
  const session = await findLegacySession(parts, legacy, account, client);
  const { accessToken, claims } = parts.signAccessToken(account, session);
  return { accessToken, expiresAt: claims.expiresAt };
}

/** Only an imported account is meant: a stranger may have registered the same name here. */
function findImported(
  { accounts }: Pick<AuthModels, "accounts">,
  legacyId: string,
): Promise<AccountRecord | null> {
  return accounts.findOne({ legacyId }).lean();
}
