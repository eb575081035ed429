/** Use case `resetPassword`: sets a new password by the token of a mailed link (NIST SP 800-63B-4, 4.2). */

import type { AccountRecord } from "../accounts/account-record.js";
import { endAllBefore } from "../accounts/end-sessions-before.js";
import { isLiveAccount, liveAccount } from "../accounts/live-account.js";
import { isUnproven } from "../accounts/proven-address.js";
import { addressOf } from "../attempts/client-address.js";
import type { Client } from "../audit/actor.js";
import {
  hashSecret,
  invalidToken,
  isInForce,
  type MailedToken,
  parseMailedToken,
} from "../mail/mailed-token.js";
import type { AuthParts } from "../parts.js";
import { endSessions } from "../sessions/end-sessions.js";
import { personalWords } from "./personal-words.js";

/**
 * Sets a new password, once for a token, and ends every session; returns how many were ended. Does not sign in, needs no
 * second factor, and leaves the counters of failed sign-ins as they are. It removes a second factor only if this is the
 * first proof of the address: a stranger may have set up what was there before.
 * @throws AppError BAD_USER_INPUT naming `token` or `newPassword`; the latter leaves the token valid; RATE_LIMITED.
 */
export async function resetPassword(
  parts: AuthParts,
  text: string,
  newPassword: string,
  client: Client,
): Promise<number> {
  const { passwords, attempts, audit, requireGoodPassword } = parts;
  passwords.requireTurn();
  await attempts.count("token:address", addressOf(client));
  const { account, token } = await requireResetToken(parts, text, client);
  await requireGoodPassword(newPassword, "newPassword", personalWords(account));
  const passwordHash = await passwords.hash(newPassword);
  return audit.change({ type: "password.reset", client, subjectId: account._id }, async () => {
    const now = new Date();
    await spend(parts, account, token, passwordHash, now);
    await attempts.forgive("token:address", addressOf(client));
    const proven = { ...account, emailVerifiedAt: account.emailVerifiedAt ?? now };
    if (isUnproven(account)) {
      await removeFactors(parts, account, client);
      await parts.mail.notify({ kind: "email-verified", account: proven, client });
    }
    await parts.mail.notify({ kind: "password-changed", account: proven, client });
    return endSessions(parts, account._id);
  });
}

/** Returns the token and its account. @throws AppError BAD_USER_INPUT naming `token`, on record. */
async function requireResetToken(
  { models, audit }: AuthParts,
  text: string,
  client: Client,
): Promise<{ account: AccountRecord; token: MailedToken }> {
  const token = parseMailedToken(text);
  const account = token === null ? null : await models.accounts.findById(token.accountId).lean();
  if (token !== null && isLiveAccount(account) && isInForce("password-reset", token, account.passwordReset)) {
    return { account, token };
  }
  const entry = { type: "password.reset", client, subjectId: account?._id ?? null } as const;
  await audit.record({ ...entry, outcome: "failure", reason: "invalid token" });
  throw invalidToken();
}

/** Sets the password by the update that spends the token: of many requests at once, one finds it. */
async function spend(
  { models }: AuthParts,
  account: AccountRecord,
  { secret }: MailedToken,
  passwordHash: string,
  now: Date,
): Promise<void> {
  const spent = await models.accounts.updateOne(
    {
      ...liveAccount(account._id),
      emailKey: account.emailKey,
      emailVerifiedAt: account.emailVerifiedAt ?? null,
      "passwordReset.hash": hashSecret("password-reset", secret),
      "passwordReset.expiresAt": { $gt: now },
    },
    {
      $set: {
        passwordHash,
        ...endAllBefore(now, null),
        // The holder of the link has read what was sent to this address.
        ...(isUnproven(account) && { emailVerifiedAt: now, totp: null }),
      },
    },
  );
  if (spent.modifiedCount === 0) throw invalidToken();
}

/** Removes the factors that were set up while the address was only claimed; each is on record. */
async function removeFactors(
  { models, audit }: AuthParts,
  { _id, totp }: AccountRecord,
  client: Client,
): Promise<void> {
  const about = { actorId: null, subjectId: _id, client, reason: "address first proven" } as const;
  // The account was changed first, so that a passkey registration in progress removes it again.
  const { deletedCount } = await models.passkeys.deleteMany({ accountId: _id });
  if (totp != null) await audit.record({ ...about, type: "factor.removed", outcome: "success" });
  if (deletedCount > 0) await audit.record({ ...about, type: "passkey.removed", outcome: "success" });
}
