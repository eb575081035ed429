/** Proves that an e-mail address is its account's, and gives the account another one once that is proven. */
import { duplicateFields } from "../../../platform/database/connection.js";
import { changeVersioned } from "../../../platform/database/versioned.js";
import { type AppError, badInput, conflict, unauthenticated } from "../../../platform/errors.js";
import { createEvent } from "../../../platform/events/event.js";
import type { OutboxRelay } from "../../../platform/events/outbox-relay.js";
import type { Claims } from "../../../platform/identity/claims.js";
import { shownAddress } from "../../../platform/identity/released-address.js";
import { toAccountData } from "../accounts/account-data.js";
import { readEmail } from "../accounts/identifiers.js";
import type { Attempts } from "../attempts/attempts.js";
import type { Audit } from "../audit/audit.js";
import { createMailId, type MailQueue } from "../mail/queue.js";
import type { AccountRecord, AuthModels, EmailProof } from "../model.js";
import type { Client, Sessions } from "../sessions/sessions.js";
import { addressOf } from "../sign-in/login-limits.js";
import type { OwnerCheck, OwnerEvidence } from "../sign-in/require-owner.js";
import { hashSecret, isInForce, type MailedToken, parseMailedToken } from "./mailed-token.js";
import { type AddressRelease, endsOfAllBefore, isUnproven } from "./proven-address.js";

/** What the use cases stand on. */
export interface AddressParts {
  models: Pick<AuthModels, "accounts">;
  mail: Pick<MailQueue, "send" | "notify">;
  sessions: Pick<Sessions, "endAll">;
  releaseAddress: AddressRelease;
  /** The caller as the store has it now. */
  requireLive: (claims: Claims) => Promise<{ account: AccountRecord }>;
  requireOwner: OwnerCheck;
  relay: Pick<OutboxRelay, "wake">;
  attempts: Attempts;
  audit: Audit;
}

export type Addresses = ReturnType<typeof createAddresses>;

/** Creates the use cases. */
export function createAddresses(parts: AddressParts) {
  const { mail, sessions, releaseAddress, requireLive, requireOwner, relay, attempts, audit } = parts;
  const { accounts } = parts.models;

  /** From now on the account expects this address to be proven, by the token in this mail and no other. */
  const expectProof = async (accountId: string, mailId: string, email: string, emailKey: string) => {
    const emailProof = { mailId, email, emailKey, hash: null, expiresAt: null };
    await accounts.updateOne({ _id: accountId, enabled: true }, { $set: { emailProof } });
  };

  /** Notes that mail to the account's own address arrives. */
  const confirm = async (account: AccountRecord, token: MailedToken, ends: object): Promise<void> => {
    const now = new Date();
    const { modifiedCount } = await accounts.updateOne(
      {
        _id: account._id,
        enabled: true,
        emailKey: account.emailKey,
        "emailProof.hash": hashSecret("email-proof", token.secret),
        "emailProof.expiresAt": { $gt: now },
      },
      { $set: { emailVerifiedAt: now, emailProof: null, ...ends } },
    );
    if (modifiedCount === 0) throw invalidToken();
  };

  /** Gives the account the address that is proven; the event and the change are one update. */
  const move = async (account: AccountRecord, token: MailedToken, ends: object): Promise<void> => {
    // An account that has not proven this address gives way.
    await releaseAddress(account.emailProof?.emailKey ?? "");
    try {
      const changed = await changeVersioned<AccountRecord>(
        accounts,
        account._id,
        ({ enabled, emailProof }) => {
          if (!enabled || !isInForce("email-proof", token, emailProof) || emailProof === null)
            throw invalidToken();
          const { email, emailKey } = emailProof;
          // A link that was mailed to the old address must not work for its reader.
          return {
            email,
            emailKey,
            emailVerifiedAt: new Date(),
            emailProof: null,
            passwordReset: null,
            ...ends,
          };
        },
        (next) => createEvent("auth", "user.email-changed", next._id, toAccountData(next)),
        // A new password takes the token away without a new version.
        { "emailProof.hash": hashSecret("email-proof", token.secret) },
      );
      if (changed === null) throw invalidToken();
    } catch (error) {
      if (duplicateFields(error) === null) throw error;
      throw conflict("This e-mail address belongs to another account by now.", "email");
    }
    await relay.wake();
  };

  /** Proves an address of the account, for the session of its owner, and tells whom it concerns. */
  const prove = async (
    account: AccountRecord,
    token: MailedToken,
    { email, emailKey }: EmailProof,
    { sessionId }: Claims,
    client: Client,
  ): Promise<void> => {
    const first = isUnproven(account);
    const moves = emailKey !== account.emailKey;
    const now = new Date();
    const ends = first ? endsOfAllBefore(now, sessionId) : {};
    await (moves ? move(account, token, ends) : confirm(account, token, ends));
    if (first) await sessions.endAll(account._id, sessionId);
    if (first) {
      const proven = { ...account, email, emailVerifiedAt: now };
      await mail.notify({ kind: "email-verified", account: proven, client });
    }
    if (moves) await mail.notify({ kind: "email-changed", account, client });
  };

  return {
    /** Sends a link to the caller's address, unless it is proven already. @throws AppError RATE_LIMITED. */
    async requestVerification(claims: Claims, client: Client): Promise<void> {
      const { account } = await requireLive(claims);
      if (account.emailVerifiedAt != null) return;
      if (shownAddress(account.email) === null) {
        throw conflict("Your account has no e-mail address; give it one by changeEmail.");
      }
      await attempts.count("mail:account", account._id);
      const id = createMailId();
      await expectProof(account._id, id, account.email, account.emailKey);
      await mail.send({ id, kind: "email-verification", accountId: account._id, client });
    },

    /**
     * Sends a link to the new address and tells the old one, if that is proven. Does not say whether the new one is
     * taken: only the reader of its mail learns that.
     * @throws AppError INVALID_CREDENTIALS; BAD_USER_INPUT naming `newEmail`; RATE_LIMITED.
     */
    async requestChange(
      claims: Claims,
      newEmail: string,
      evidence: OwnerEvidence,
      client: Client,
    ): Promise<void> {
      const { account } = await requireLive(claims);
      const { display, key } = readEmail(newEmail, "newEmail");
      const { _id: accountId } = account;
      if (key === account.emailKey) throw badInput("newEmail", "This is your address already.");
      await requireOwner(account, claims, evidence, { type: "email.changed", client });
      await attempts.count("mail:account", accountId);
      const id = createMailId();
      await expectProof(accountId, id, display, key);
      await mail.send({ id, kind: "email-change", accountId, to: display, client });
      await mail.notify({ kind: "email-change-requested", account, client });
    },

    /**
     * Spends a token and returns the address that it has proven, for the owner of the account who is signed in: the
     * link may have reached a stranger, or a stranger may have opened the account. At the first proof the sessions on
     * other devices end, and the links that were mailed before.
     * @throws AppError BAD_USER_INPUT naming `token`; UNAUTHENTICATED, which leaves the token good; CONFLICT when the
     * address is taken by now; RATE_LIMITED.
     */
    async verify(text: string, claims: Claims | null, client: Client): Promise<string> {
      await attempts.count("token:address", addressOf(client));
      const token = parseMailedToken(text);
      const account = token === null ? null : await accounts.findById(token.accountId).lean();
      const proof = account?.emailProof ?? null;
      const by = { actorId: claims?.subject ?? null, subjectId: account?._id ?? null, client };
      const inForce = token !== null && isInForce("email-proof", token, proof);
      if (!inForce || proof === null || account?.enabled !== true) {
        const failure = { outcome: "failure", reason: "invalid token" } as const;
        await audit.record({ ...by, type: "email.verified", ...failure });
        throw invalidToken();
      }
      await attempts.forgive("token:address", addressOf(client));
      const owner = await requireSignedIn(account, claims);
      const type = proof.emailKey === account.emailKey ? "email.verified" : "email.changed";
      await audit.change({ ...by, type }, () => prove(account, token, proof, owner, client));
      return proof.email;
    },
  };

  async function requireSignedIn(account: AccountRecord, claims: Claims | null): Promise<Claims> {
    if (claims?.subject !== account._id) {
      throw unauthenticated("Sign in to the account of this address, and open the link again.");
    }
    await requireLive(claims);
    return claims;
  }
}

function invalidToken(): AppError {
  return badInput("token", "This link is not good, or not any more; ask for a new one.");
}
