/** Use case `finishPasskeyRegistration`. */
import type { RegistrationResponseJSON } from "@simplewebauthn/server";
import { duplicateFields } from "../../../platform/database/duplicate-fields.js";
import { badInput, conflict, unauthenticated } from "../../../platform/errors.js";
import type { Claims } from "../../../platform/identity/claims.js";
import { readLine } from "../../../platform/validation.js";
import type { AccountRecord } from "../accounts/account-record.js";
import { endSessionsBefore } from "../accounts/end-sessions-before.js";
import { liveAccountAsRead } from "../accounts/live-account.js";
import { requireProvenAddress } from "../accounts/proven-address.js";
import type { Client } from "../audit/actor.js";
import type { AuthModels } from "../model.js";
import type { Parts } from "../parts.js";
import { isForAccount, takeChallenge } from "../second-factor/challenges.js";
import { requireLiveAccount } from "../sessions/require-live-account.js";
import { type NewPasskey, requirePasskeys } from "./ceremonies.js";
import { changePasskeys } from "./change-passkeys.js";
import { type Passkey, toPasskey } from "./list-passkeys.js";
import type { PasskeyRecord } from "./model.js";
import { readResponse } from "./read-response.js";

type RegistrationParts = Parts<"models" | "relay" | "audit" | "mail" | "ceremonies">;

const defaultName = "Passkey";

/**
 * Adds the passkey that the browser's response registers.
 * @throws AppError EMAIL_NOT_VERIFIED; BAD_USER_INPUT naming `response`; CONFLICT when it is registered already;
 * UNAUTHENTICATED when the account's sessions were ended meanwhile.
 */
export async function finishPasskeyRegistration(
  parts: RegistrationParts,
  claims: Claims,
  response: string,
  name: string | null | undefined,
  client: Client,
): Promise<Passkey> {
  requirePasskeys(parts);
  const { account } = await requireLiveAccount(parts, claims);
  requireProvenAddress(account);
  const shownName = readLine("name", name ?? defaultName, { min: 1, max: 100 });
  const passkey = await verify(parts, account, response);
  if (passkey === null)
    throw badInput("response", "This is not a response to the registration; begin again.");
  const record: PasskeyRecord = {
    ...passkey,
    accountId: account._id,
    name: shownName,
    createdAt: new Date(),
    lastUsedAt: null,
  };
  const { sessionId } = claims;
  const intention = { type: "passkey.added", client } as const;
  try {
    const store = () => storePasskey(parts.models, record, account, sessionId);
    await changePasskeys(parts, account, sessionId, intention, store);
  } catch (error) {
    if (duplicateFields(error) !== null) throw conflict("This passkey is registered already.");
    throw error;
  }
  return toPasskey(record);
}

/** Returns the credential that the response registers for this account; null when it does not verify. */
async function verify(
  parts: RegistrationParts,
  account: AccountRecord,
  text: string,
): Promise<NewPasskey | null> {
  const claim = readResponse<RegistrationResponseJSON>(text);
  if (claim === null) return null;
  const challenge = await takeChallenge(parts.models, "passkey-registration", claim.challenge);
  if (challenge === null || !isForAccount(challenge, account)) return null;
  return requirePasskeys(parts).verifyRegistration(claim);
}

/**
 * Stores the passkey, then changes the account. Removals change the account first and delete passkeys afterwards: so
 * either the account is found changed here, or this passkey is found there.
 */
async function storePasskey(
  { passkeys, accounts }: Pick<AuthModels, "passkeys" | "accounts">,
  record: PasskeyRecord,
  account: AccountRecord,
  keptSessionId: string,
): Promise<void> {
  await passkeys.create(record);
  const { matchedCount } = await accounts.updateOne(liveAccountAsRead(account), {
    $set: endSessionsBefore(new Date(), keptSessionId),
  });
  if (matchedCount === 1) return;
  await passkeys.deleteOne({ _id: record._id, accountId: account._id });
  throw unauthenticated("The account has just been changed elsewhere; begin again.");
}
