/**
 * What depends on the proof of an account's e-mail address. Before it, the person who opened the account may be a
 * stranger to the owner of the address: what they set up must not outlast the proof (pre-hijacking, Sudhodanan and
 * Paverd, USENIX Security 2022).
 */
import { changeVersioned } from "../../../platform/database/versioned.js";
import { AppError } from "../../../platform/errors.js";
import { createEvent } from "../../../platform/events/event.js";
import type { OutboxRelay } from "../../../platform/events/outbox-relay.js";
import { releasedAddress } from "../../../platform/identity/released-address.js";
import { toAccountData } from "../accounts/account-data.js";
import type { Audit } from "../audit/audit.js";
import type { AccountRecord, AuthModels } from "../model.js";

/** Has nobody proven yet that mail to the account's address reaches its owner? */
export const isUnproven = ({ emailVerifiedAt }: Pick<AccountRecord, "emailVerifiedAt">): boolean =>
  emailVerifiedAt == null;

/** @throws AppError EMAIL_NOT_VERIFIED. */
export function requireProvenAddress(account: Pick<AccountRecord, "emailVerifiedAt">): void {
  if (!isUnproven(account)) return;
  throw new AppError(
    "EMAIL_NOT_VERIFIED",
    "Confirm your e-mail address first: `requestEmailVerification` mails a link to it.",
  );
}

/**
 * What changes in an account when all that was begun before is to end: sessions but the one that is kept, also those
 * that are just being begun, and with them every challenge; and every link that was mailed.
 */
export const endsOfAllBefore = (at: Date, keptSessionId: string | null) => ({
  sessionsValidAfter: at,
  keptSessionId,
  passwordReset: null,
  emailProof: null,
});

export type AddressRelease = ReturnType<typeof createAddressRelease>;

/**
 * Creates the release: an account that has not proven its address gives way to the one that has. It keeps all but the
 * address; its owner signs in by the username, and names another address by `changeEmail`.
 */
export function createAddressRelease(
  { accounts }: Pick<AuthModels, "accounts">,
  relay: Pick<OutboxRelay, "wake">,
  audit: Audit,
) {
  const release = (id: string, emailKey: string) =>
    changeVersioned<AccountRecord>(
      accounts,
      id,
      (current) => {
        if (current.emailKey !== emailKey || !isUnproven(current)) return null;
        return {
          email: releasedAddress(id),
          // No address can be spelt like it.
          emailKey: `RELEASED ${id}`,
          passwordReset: null,
          ...(current.emailProof?.emailKey === emailKey && { emailProof: null }),
        };
      },
      (next) => createEvent("auth", "user.email-changed", id, toAccountData(next)),
      // A proof does not change the version.
      { emailKey, emailVerifiedAt: null },
    );

  /** Frees an address that the caller has proven, if the account that has it has not. */
  return async (emailKey: string): Promise<void> => {
    const holder = await accounts.findOne({ emailKey, emailVerifiedAt: null }, { _id: 1 }).lean();
    if (holder === null) return;
    // The client is not noted: the entry is the account's, whose owner may be a stranger to it.
    const client = { ipAddress: null, userAgent: null };
    const entry = { type: "email.released", actorId: null, subjectId: holder._id, client } as const;
    await audit.change(entry, () => release(holder._id, emailKey));
    await relay.wake();
  };
}
