/** Replaces an account by its tombstone. */
import { replaceVersioned } from "../../../platform/database/versioned.js";
import { notFound } from "../../../platform/errors.js";
import { createEvent } from "../../../platform/events/event.js";
import type { AccountRecord } from "../accounts/account-record.js";
import type { RequireNoAdmin } from "../administration/keep-an-admin.js";
import type { AuthModels } from "../model.js";

/** Replaces the document, with the event of the deletion besides those that wait in it. @throws AppError NOT_FOUND. */
export function entombAccount(
  { accounts }: Pick<AuthModels, "accounts">,
  id: string,
  requireNoAdmin: RequireNoAdmin,
): Promise<AccountRecord> {
  return replaceVersioned<AccountRecord>(
    accounts,
    id,
    (current) => {
      if (current.deletedAt != null) throw notFound("user");
      requireNoAdmin(current);
      return toTombstone(current);
    },
    ({ _id, version }) => createEvent("auth", "user.deleted", _id, { version }),
  );
}

/** Only the id stays, so that late events and tokens find the account deleted. No name can be spelt like the keys. */
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
