/** Deletes an account by its owner's wish, and whatever auth holds about the person. */
import { replaceVersioned } from "../../../platform/database/versioned.js";
import { notFound } from "../../../platform/errors.js";
import { RefusedEventError } from "../../../platform/events/bus.js";
import { createEvent } from "../../../platform/events/event.js";
import type { OutboxRelay } from "../../../platform/events/outbox-relay.js";
import type { Claims } from "../../../platform/identity/claims.js";
import type { Audit } from "../audit/audit.js";
import type { MailQueue } from "../mail/queue.js";
import type { AccountRecord, AuthModels } from "../model.js";
import type { Client, Sessions } from "../sessions/sessions.js";
import type { OwnerCheck, OwnerEvidence } from "../sign-in/require-owner.js";
import { keepingAnAdmin, type RequireNoAdmin } from "./keep-an-admin.js";

/** What the use cases are made of. */
export interface DeletionParts {
  models: Pick<AuthModels, "accounts" | "sessions" | "mails" | "passkeys" | "leases">;
  sessions: Pick<Sessions, "endAll">;
  mail: Pick<MailQueue, "notify">;
  /** The caller as the store has it now. */
  requireLive: (claims: Claims) => Promise<{ account: AccountRecord }>;
  requireOwner: OwnerCheck;
  relay: Pick<OutboxRelay, "wake">;
  audit: Audit;
  /** How long ended sessions must be remembered: as long as their access tokens could be used. */
  tokenLifetimeSeconds: number;
}

export type Deletion = ReturnType<typeof createDeletion>;

/** Creates the use cases (GDPR, art. 17). */
export function createDeletion(parts: DeletionParts) {
  const { models, sessions, mail, requireLive, requireOwner, relay, audit } = parts;

  /** Ends the sessions and erases what else there is. May be done again at any time. */
  const eraseTraces = async (accountId: string): Promise<void> => {
    await sessions.endAll(accountId);
    const forgetAt = new Date(Date.now() + parts.tokenLifetimeSeconds * 1000);
    await models.sessions.updateMany(
      { accountId, expiresAt: { $gt: forgetAt } },
      { $set: { expiresAt: forgetAt } },
    );
    await models.sessions.updateMany({ accountId }, { $set: { userAgent: null, ipAddress: null } });
    await models.mails.deleteMany({ accountId });
    await models.passkeys.deleteMany({ accountId });
  };

  const hasTraces = async (accountId: string): Promise<boolean> => {
    const found = await Promise.all([
      models.sessions.exists({
        accountId,
        $or: [{ userAgent: { $ne: null } }, { ipAddress: { $ne: null } }],
      }),
      models.mails.exists({ accountId }),
      models.passkeys.exists({ accountId }),
    ]);
    return found.some((one) => one !== null);
  };

  const entomb = (account: AccountRecord, requireNoAdmin: RequireNoAdmin): Promise<AccountRecord> =>
    replaceVersioned<AccountRecord>(
      models.accounts,
      account._id,
      (current) => {
        if (current.deletedAt != null) throw notFound("user");
        requireNoAdmin(current);
        return toTombstone(current);
      },
      ({ _id, version }) => createEvent("auth", "user.deleted", _id, { version }),
    );

  return {
    /**
     * Deletes the caller's own account; answers its id. The username and the e-mail address are free again at
     * once. What stays is the id, with the time of its end, and the audit trail, which knows ids only.
     * @throws AppError INVALID_CREDENTIALS, RATE_LIMITED; FORBIDDEN for the last enabled admin.
     */
    async deleteAccount(claims: Claims, evidence: OwnerEvidence, client: Client): Promise<string> {
      const { account } = await requireLive(claims);
      await requireOwner(account, claims, evidence, { type: "user.deleted", client });
      const { _id } = account;
      const entry = { type: "user.deleted", actorId: _id, subjectId: _id, client } as const;
      await audit.change(entry, () =>
        keepingAnAdmin(models, account, (requireNoAdmin) => entomb(account, requireNoAdmin)),
      );
      await eraseTraces(_id);
      await mail.notify({ kind: "account-deleted", account, client });
      await relay.wake();
      return _id;
    },

    /**
     * For the event of a deletion: does what a crash after it may have left undone.
     * @throws RefusedEventError when there is the account: the event is not ours.
     */
    async finish(accountId: string): Promise<void> {
      if ((await models.accounts.exists({ _id: accountId, deletedAt: null })) !== null) {
        throw new RefusedEventError("The account is not deleted.");
      }
      await eraseTraces(accountId);
    },

    /** Finishes the deletion of those accounts of which traces are left; returns how many that were. */
    async finishAll(accountIds: readonly string[]): Promise<number> {
      let finished = 0;
      for (const accountId of accountIds) {
        if (!(await hasTraces(accountId))) continue;
        await eraseTraces(accountId);
        finished += 1;
      }
      return finished;
    },
  };
}

/** All that is left: the id, so that late events and tokens find it gone. No name can be spelt like the keys. */
function toTombstone({ _id, version }: AccountRecord): Omit<AccountRecord, "outbox" | "relay"> {
  const now = new Date();
  const key = `DELETED ${_id}`;
  return {
    _id,
    username: "",
    usernameKey: key,
    email: "",
    emailKey: key,
    emailVerifiedAt: null,
    passwordHash: "",
    passwordReset: null,
    emailProof: null,
    roles: [],
    enabled: false,
    version: version + 1,
    accessChangedAt: now,
    sessionsValidAfter: now,
    keptSessionId: null,
    lastLoginAt: null,
    deletedAt: now,
    createdAt: now,
    updatedAt: now,
  };
}
