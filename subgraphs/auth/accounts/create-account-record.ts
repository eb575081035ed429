/** Creates the document of a new account, with the event `user.registered` in its outbox. */
import { v7 as uuidv7 } from "uuid";
import { duplicateFields } from "../../../platform/database/duplicate-fields.js";
import { createEvent } from "../../../platform/events/event.js";
import { toAccountData } from "./account-data.js";
import type { AccountRecord } from "./account-record.js";
import type { Identifier } from "./identifiers.js";
import { randomSamplePoint } from "./sample-point.js";

/** The fields in which new accounts differ. */
export interface NewAccount extends Pick<AccountRecord, "passwordHash" | "roles"> {
  username: Identifier;
  email: Identifier;
  displayName: string | null;
  emailVerifiedAt?: Date;
  enabled?: boolean;
  createdAt?: Date;
  legacyId?: string;
}

/** Returns the document, with a new id. */
export function createAccountRecord(account: NewAccount): AccountRecord {
  const { username, email, passwordHash, roles, displayName } = account;
  const now = new Date();
  const record: AccountRecord = {
    _id: uuidv7(),
    username: username.display,
    usernameKey: username.key,
    email: email.display,
    emailKey: email.key,
    emailVerifiedAt: account.emailVerifiedAt ?? null,
    passwordReset: null,
    emailProof: null,
    passwordHash,
    samplePoint: randomSamplePoint(),
    roles,
    enabled: account.enabled ?? true,
    version: 1,
    accessChangedAt: now,
    sessionsValidAfter: new Date(0),
    keptSessionId: null,
    lastLoginAt: null,
    ...(account.legacyId !== undefined && { legacyId: account.legacyId }),
    deletedAt: null,
    createdAt: account.createdAt ?? now,
    updatedAt: now,
    outbox: [],
  };
  record.outbox.push(createEvent("auth", "user.registered", record._id, toAccountData(record, displayName)));
  return record;
}

/** Returns the field that another account has already, if that is why the insertion failed; else null. */
export function takenField(error: unknown): "username" | "email" | null {
  const fields = duplicateFields(error);
  if (fields === null) return null;
  return fields.includes("emailKey") ? "email" : "username";
}
