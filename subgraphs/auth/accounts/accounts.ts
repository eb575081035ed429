/** Creates accounts and changes them; each change and its event are one update of one document. */
import { changeVersioned } from "../../../platform/database/versioned.js";
import { type AppError, badInput, conflict, notFound } from "../../../platform/errors.js";
import { createEvent, type EventType } from "../../../platform/events/event.js";
import type { OutboxRelay } from "../../../platform/events/outbox-relay.js";
import { roles as allRoles, type Role } from "../../../platform/identity/claims.js";
import { shownAddress } from "../../../platform/identity/released-address.js";
import { placeholderName } from "../../../platform/identity/tombstone.js";
import type { Actor, Audit } from "../audit/audit.js";
import type { AccountRecord, AuthModels } from "../model.js";
import type { PasswordPolicy } from "../passwords/password-policy.js";
import type { Passwords } from "../passwords/passwords.js";
import { isConfirmed } from "../second-factor/take-code.js";
import type { Sessions } from "../sessions/sessions.js";
import { toAccountData } from "./account-data.js";
import { identifierKey } from "./identifiers.js";
import { keepingAnAdmin, type RequireNoAdmin } from "./keep-an-admin.js";
import {
  createAccountRecord,
  type NewAccount,
  type Registration,
  readRegistration,
  takenField,
} from "./new-account.js";

/** What others may see of an account. */
export type PublicAccount = Pick<
  AccountRecord,
  "username" | "emailVerifiedAt" | "roles" | "enabled" | "lastLoginAt"
> & {
  id: string;
  /** Null once another account has proven it, and for an account that is deleted. */
  email: string | null;
  secondFactorEnabled: boolean;
};

type AccountEventType = Extract<
  EventType,
  "user.registered" | "user.enabled" | "user.disabled" | "user.roles-changed"
>;
type AccountChange = Partial<
  Pick<
    AccountRecord,
    | "roles"
    | "enabled"
    | "accessChangedAt"
    | "sessionsValidAfter"
    | "keptSessionId"
    | "passwordReset"
    | "emailProof"
  >
>;

export type Accounts = ReturnType<typeof createAccounts>;

const publicFields = {
  username: 1,
  email: 1,
  emailVerifiedAt: 1,
  roles: 1,
  enabled: 1,
  lastLoginAt: 1,
  "totp.confirmedAt": 1,
} as const;

/** Creates the use cases over the auth database. */
export function createAccounts(
  models: AuthModels,
  passwords: Passwords,
  sessions: Sessions,
  relay: Pick<OutboxRelay, "wake">,
  audit: Audit,
  requireGoodPassword: PasswordPolicy,
) {
  const { accounts } = models;

  const find = async (id: string): Promise<AccountRecord> => {
    const account = await accounts.findOne({ _id: id, deletedAt: null }).lean();
    if (account === null) throw notFound("user");
    return account;
  };

  const change = async (
    id: string,
    type: AccountEventType,
    decide: (account: AccountRecord) => AccountChange | null,
  ): Promise<AccountRecord> => {
    const account = await changeVersioned(
      accounts,
      id,
      (current) => {
        if (current.deletedAt != null) throw notFound("user");
        const changes = decide(current);
        return changes === null ? null : { ...changes, accessChangedAt: new Date() };
      },
      (next) => createEvent("auth", type, id, toAccountData(next)),
    );
    if (account === null) throw notFound("user");
    return account;
  };

  /** Opens an account. @throws AppError CONFLICT naming the field that is taken. */
  const open = async (account: NewAccount, by: Actor): Promise<AccountRecord> => {
    const record = createAccountRecord(account);
    try {
      const entry = { ...by, type: "user.registered", subjectId: record._id } as const;
      await audit.change(entry, () => accounts.create(record));
    } catch (error) {
      const field = takenField(error);
      throw field === null ? error : taken(field);
    }
    await relay.wake();
    return record;
  };

  return {
    find,

    /** Finds by username or e-mail address; null when there is none. */
    async findByIdentifier(identifier: string): Promise<AccountRecord | null> {
      const { field, key } = identifierKey(identifier);
      return accounts.findOne({ [field]: key }).lean();
    },

    /** The public face of several accounts, in the order asked for; a tombstone for each that is gone. */
    async findPublic(ids: readonly string[]): Promise<PublicAccount[]> {
      const found = await accounts.find({ _id: { $in: ids }, deletedAt: null }, publicFields).lean();
      const byId = new Map(found.map((account) => [account._id, toPublicAccount(account)]));
      return ids.map((id) => byId.get(id) ?? toPublicTombstone(id));
    },

    open,

    /**
     * Checks what somebody registers with, and opens the account.
     * @throws AppError BAD_USER_INPUT naming the field; CONFLICT naming the field that is taken.
     */
    async register(input: Registration, by: Actor, roles: Role[] = ["USER"]): Promise<AccountRecord> {
      const { username, email, displayName } = await readRegistration(input, requireGoodPassword);
      // Asked first, since a hash is dear; the unique indexes decide.
      if (await accounts.exists({ usernameKey: username.key })) throw taken("username");
      if (await accounts.exists({ emailKey: email.key })) throw taken("email");
      const passwordHash = await passwords.hash(input.password);
      return open({ username, email, displayName, passwordHash, roles }, by);
    },

    /** Lets the user sign in again. */
    async enable(id: string, by: Actor): Promise<AccountRecord> {
      const account = await audit.change({ ...by, type: "user.enabled", subjectId: id }, async () => {
        // Should the disabling have died half way, no token of that time comes alive.
        if (!(await find(id)).enabled) await sessions.endAll(id);
        return change(id, "user.enabled", ({ enabled }) => (enabled ? null : { enabled: true }));
      });
      await relay.wake();
      return account;
    },

    /** Ends every session of the user and lets no new one begin. @throws AppError FORBIDDEN for the last admin. */
    async disable(id: string, by: Actor): Promise<AccountRecord> {
      const account = await audit.change({ ...by, type: "user.disabled", subjectId: id }, async () =>
        keepingAnAdmin(models, await find(id), (requireNoAdmin) =>
          change(id, "user.disabled", (current) => {
            requireNoAdmin(current);
            if (!current.enabled) return null;
            const ends = { sessionsValidAfter: new Date(), keptSessionId: null };
            // A link of before must not come alive when the account does.
            return { enabled: false, ...ends, passwordReset: null, emailProof: null };
          }),
        ),
      );
      await sessions.endAll(id);
      await relay.wake();
      return account;
    },

    /** Replaces the roles. @throws AppError BAD_USER_INPUT when there is none; FORBIDDEN for the last admin. */
    async setRoles(id: string, wanted: readonly Role[], by: Actor): Promise<AccountRecord> {
      const roles = allRoles.filter((role) => wanted.includes(role));
      if (roles.length === 0) throw badInput("roles", "An account needs at least one role.");
      const entry = { ...by, type: "roles.changed", subjectId: id, reason: roles.join(" ") } as const;
      const give = (requireNoAdmin?: RequireNoAdmin) =>
        change(id, "user.roles-changed", (current) => {
          requireNoAdmin?.(current);
          return sameRoles(current.roles, roles) ? null : { roles };
        });
      const account = await audit.change(entry, async () =>
        roles.includes("ADMIN") ? give() : keepingAnAdmin(models, await find(id), give),
      );
      await relay.wake();
      return account;
    },

    /** Replaces the password hash if it is still the one that was verified. */
    async replacePasswordHash(
      account: AccountRecord,
      passwordHash: string,
      ends?: { keptSessionId: string },
    ): Promise<boolean> {
      // What was mailed under the old password is worth nothing under the new one.
      const endOthers =
        ends === undefined
          ? {}
          : { ...ends, sessionsValidAfter: new Date(), passwordReset: null, emailProof: null };
      const result = await accounts.updateOne(
        { _id: account._id, passwordHash: account.passwordHash },
        { $set: { passwordHash, ...endOthers } },
      );
      return result.modifiedCount === 1;
    },

    /** Ends, in one update, every session but one. */
    async invalidateSessions(id: string, keptSessionId: string | null): Promise<void> {
      await accounts.updateOne({ _id: id }, { $set: { sessionsValidAfter: new Date(), keptSessionId } });
    },
  };
}

/** The part of an account that others may see. */
export function toPublicAccount(
  account: Pick<AccountRecord, "_id" | Exclude<keyof typeof publicFields, "totp.confirmedAt"> | "totp">,
): PublicAccount {
  const { _id, username, emailVerifiedAt, roles, enabled, lastLoginAt, totp } = account;
  const email = shownAddress<string | null>(account.email);
  const secondFactorEnabled = isConfirmed(totp);
  return { id: _id, username, email, emailVerifiedAt, roles, enabled, lastLoginAt, secondFactorEnabled };
}

/** What others may see of an account that is gone, or that never was: its id and a placeholder for its name. */
function toPublicTombstone(id: string): PublicAccount {
  return {
    id,
    username: placeholderName,
    email: null,
    emailVerifiedAt: null,
    roles: [],
    enabled: false,
    lastLoginAt: null,
    secondFactorEnabled: false,
  };
}

function taken(field: "username" | "email"): AppError {
  return conflict(field === "email" ? "This e-mail address is taken." : "This username is taken.", field);
}

function sameRoles(a: readonly Role[], b: readonly Role[]): boolean {
  return a.length === b.length && a.every((role) => b.includes(role));
}
