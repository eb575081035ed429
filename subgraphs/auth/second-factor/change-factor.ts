/** Changes an account's second factor. */
import { conflict, notFound } from "../../../platform/errors.js";
import type { Claims } from "../../../platform/identity/claims.js";
import { type AccountRecord, isConfirmed } from "../accounts/account-record.js";
import { endSessionsBefore } from "../accounts/end-sessions-before.js";
import { liveAccountAsRead } from "../accounts/live-account.js";
import { type Intention, ownEntry } from "../audit/audit.js";
import type { Parts } from "../parts.js";
import { endSessions } from "../sessions/end-sessions.js";
import { requireLiveAccount } from "../sessions/require-live-account.js";
import { requireAllFactors } from "./require-all-factors.js";

/** The parts that the use cases of the second factor use. */
export type FactorParts = Parts<
  "models" | "relay" | "audit" | "attempts" | "passwords" | "totpSealing" | "mail" | "config"
>;

/** The evidence that the owner shows before the factor changes. */
export interface FactorEvidence {
  currentPassword: string;
  code: string;
}

/**
 * Changes the factor if it is still the one that was read, on record; ends the account's other sessions (ASVS 5.0,
 * 7.4.3) and tells the owner by mail (6.3.7).
 * @throws AppError CONFLICT.
 */
export async function changeFactor(
  parts: FactorParts,
  account: AccountRecord,
  { sessionId }: Claims,
  update: Record<string, unknown>,
  { type, client }: Intention,
): Promise<void> {
  const { models, audit, mail } = parts;
  const { _id, totp } = account;
  await audit.change(ownEntry(type, _id, client), async () => {
    const { id = "", confirmedAt = null } = totp ?? {};
    const result = await models.accounts.updateOne(
      { ...liveAccountAsRead(account), "totp.id": id, "totp.confirmedAt": confirmedAt },
      { $set: { ...update, ...endSessionsBefore(new Date(), sessionId) } },
    );
    if (result.modifiedCount !== 1) throw conflict("The second factor has just been changed elsewhere.");
    await mail.notify({ kind: "factor-changed", account, client });
    await endSessions(parts, _id, sessionId);
  });
}

/**
 * Returns the caller's account, which has a factor, after both the password and a code were right.
 * @throws AppError INVALID_CREDENTIALS, RATE_LIMITED; NOT_FOUND when there is no factor.
 */
export async function requireFactorOwner(
  parts: FactorParts,
  claims: Claims,
  evidence: FactorEvidence,
  intention: Intention,
): Promise<AccountRecord> {
  const { account } = await requireLiveAccount(parts, claims);
  if (!isConfirmed(account.totp)) throw notFound("second factor");
  await requireAllFactors(parts, account, claims, evidence, intention);
  return account;
}
