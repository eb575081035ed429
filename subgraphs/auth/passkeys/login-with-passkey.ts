/** Use case `loginWithPasskey`: one step that shows two factors. */
import type { AuthenticationResponseJSON } from "@simplewebauthn/server";
import { AppError } from "../../../platform/errors.js";
import { isLiveAccount } from "../accounts/live-account.js";
import { addressOf } from "../attempts/client-address.js";
import type { Client } from "../audit/actor.js";
import type { AuthParts } from "../parts.js";
import { takeChallenge } from "../second-factor/challenges.js";
import type { IssuedTokens } from "../sessions/issue-tokens.js";
import { signIn } from "../sign-in/sign-in.js";
import { requirePasskeys } from "./ceremonies.js";
import type { PasskeyRecord } from "./model.js";
import { readResponse } from "./read-response.js";

/**
 * Signs in by the response to a challenge, which is used up by it, right or wrong.
 * @throws AppError INVALID_CREDENTIALS, RATE_LIMITED.
 */
export async function loginWithPasskey(
  parts: AuthParts,
  text: string,
  client: Client,
): Promise<IssuedTokens> {
  const { models, attempts } = parts;
  const ceremonies = requirePasskeys(parts);
  // Each refusal is recorded, so it is counted: the trail must not be filled with garbage.
  await attempts.count("passkey:address", addressOf(client));
  const response = readResponse<AuthenticationResponseJSON>(text);
  const challenge =
    response === null ? null : await takeChallenge(models, "passkey-login", response.challenge);
  if (response === null || challenge === null) throw await refuse(parts, "no such challenge", null, client);
  const passkey = await models.passkeys.findById(response.response.id).lean();
  if (passkey === null) throw await refuse(parts, "unknown passkey", null, client);
  const account = await models.accounts.findById(passkey.accountId).lean();
  if (account === null) throw await refuse(parts, "unknown account", passkey, client);
  if (!isLiveAccount(account)) throw await refuse(parts, "disabled account", passkey, client);
  const counter = await ceremonies.verifyLogin(response, passkey);
  if (counter === null) throw await refuse(parts, "wrong signature or counter", passkey, client);
  // Two clones of a device that respond at the same time show the same counter: one of them is refused.
  const counted = await models.passkeys.updateOne(
    { _id: passkey._id, counter: passkey.counter },
    { $set: { counter, lastUsedAt: new Date() } },
  );
  if (counted.matchedCount !== 1) throw await refuse(parts, "wrong signature or counter", passkey, client);
  await attempts.forgive("passkey:address", addressOf(client));
  return signIn(parts, account, client, passkey.synced ? "synced passkey" : "passkey");
}

/** Records a failed sign-in and returns the refusal, which does not name the cause. */
async function refuse(
  { audit }: AuthParts,
  reason: string,
  passkey: PasskeyRecord | null,
  client: Client,
): Promise<AppError> {
  const subjectId = passkey?.accountId ?? null;
  await audit.record({ type: "sign-in", outcome: "failure", subjectId, client, reason });
  return new AppError("INVALID_CREDENTIALS", "This passkey does not sign in here; begin again.", {
    field: "response",
  });
}
