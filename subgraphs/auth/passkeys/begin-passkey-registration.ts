/** Use case `beginPasskeyRegistration`. */
import { conflict } from "../../../platform/errors.js";
import type { Claims } from "../../../platform/identity/claims.js";
import { requireProvenAddress } from "../accounts/proven-address.js";
import type { Client } from "../audit/actor.js";
import type { AuthParts } from "../parts.js";
import { beginChallenge } from "../second-factor/challenges.js";
import { type AllFactors, requireAllFactors } from "../second-factor/require-all-factors.js";
import { requireLiveAccount } from "../sessions/require-live-account.js";
import { requirePasskeys } from "./ceremonies.js";
import { findPasskeys, mostPasskeys } from "./list-passkeys.js";

/**
 * Returns the options with which a page calls `navigator.credentials.create`, as JSON text.
 * @throws AppError EMAIL_NOT_VERIFIED, INVALID_CREDENTIALS, RATE_LIMITED, CONFLICT.
 */
export async function beginPasskeyRegistration(
  parts: AuthParts,
  claims: Claims,
  evidence: AllFactors,
  client: Client,
): Promise<string> {
  const ceremonies = requirePasskeys(parts);
  const { account } = await requireLiveAccount(parts, claims);
  const { _id: id, username: name } = account;
  requireProvenAddress(account);
  await requireAllFactors(parts, account, claims, evidence, { type: "passkey.added", client });
  const known = await findPasskeys(parts.models, id);
  if (known.length >= mostPasskeys) throw conflict(`An account has at most ${mostPasskeys} passkeys.`);
  const challenge = await beginChallenge(parts.models, "passkey-registration", account);
  return ceremonies.registrationOptions(challenge, { id, name }, known);
}
