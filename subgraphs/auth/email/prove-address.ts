/** Stores the proof of an address in its account, by the update that spends the token. */
import { duplicateFields } from "../../../platform/database/duplicate-fields.js";
import { changeVersioned } from "../../../platform/database/versioned.js";
import { conflict } from "../../../platform/errors.js";
import { createEvent } from "../../../platform/events/event.js";
import { toAccountData } from "../accounts/account-data.js";
import type { AccountRecord } from "../accounts/account-record.js";
import { isLiveAccount, liveAccount } from "../accounts/live-account.js";
import { hashSecret, invalidToken, isInForce, type MailedToken } from "../mail/mailed-token.js";
import type { Parts } from "../parts.js";
import { releaseAddress } from "./release-address.js";

/** Stores that mail to the account's own address arrives. */
export async function confirmAddress(
  { models }: Parts<"models">,
  account: AccountRecord,
  token: MailedToken,
  ends: Partial<AccountRecord>,
): Promise<void> {
  const now = new Date();
  const { modifiedCount } = await models.accounts.updateOne(
    {
      ...liveAccount(account._id),
      emailKey: account.emailKey,
      "emailProof.hash": hashSecret("email-proof", token.secret),
      "emailProof.expiresAt": { $gt: now },
    },
    { $set: { emailVerifiedAt: now, emailProof: null, ...ends } },
  );
  if (modifiedCount === 0) throw invalidToken();
}

/** Gives the account the proven address; the event and the change are one update. */
export async function moveAddress(
  parts: Parts<"models" | "relay" | "audit">,
  account: AccountRecord,
  token: MailedToken,
  ends: Partial<AccountRecord>,
): Promise<void> {
  await releaseAddress(parts, account.emailProof?.emailKey ?? "");
  try {
    const changed = await changeVersioned<AccountRecord>(
      parts.models.accounts,
      account._id,
      (current) => {
        const { emailProof } = current;
        const isValid = isLiveAccount(current) && isInForce("email-proof", token, emailProof);
        if (!isValid || emailProof === null) throw invalidToken();
        const { email, emailKey } = emailProof;
        // A link that was mailed to the old address must not work for its reader.
        const invalidated = { emailProof: null, passwordReset: null };
        return { email, emailKey, emailVerifiedAt: new Date(), ...invalidated, ...ends };
      },
      (next) => createEvent("auth", "user.email-changed", next._id, toAccountData(next)),
      // A new password removes the token without a new version.
      { given: { "emailProof.hash": hashSecret("email-proof", token.secret) } },
    );
    if (changed === null) throw invalidToken();
  } catch (error) {
    if (duplicateFields(error) === null) throw error;
    throw conflict("This e-mail address belongs to another account by now.", "email");
  }
  await parts.relay.wake();
}
