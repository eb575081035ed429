/** Checks what a new account is to have, and makes its document, with the event that tells of it inside. */
import { v7 as uuidv7 } from "uuid";
import { duplicateFields } from "../../../platform/database/connection.js";
import { createEvent } from "../../../platform/events/event.js";
import { readDisplayName } from "../../../platform/validation.js";
import type { AccountRecord } from "../model.js";
import type { PasswordPolicy } from "../passwords/password-policy.js";
import { randomSamplePoint } from "../sign-in/decoys.js";
import { toAccountData } from "./account-data.js";
import { type Identifier, readEmail, readUsername } from "./identifiers.js";

/** What an account is opened with. */
export interface Registration {
  username: string;
  email: string;
  password: string;
  displayName?: string | null | undefined;
}

/** Checks the names that a new account is to have. @throws AppError BAD_USER_INPUT naming the field. */
export function readNames(input: Omit<Registration, "password">) {
  const username = readUsername(input.username);
  const email = readEmail(input.email);
  const displayName = input.displayName == null ? null : readDisplayName(input.displayName);
  return { username, email, displayName };
}

/** Checks the names and the password of a registration. @throws AppError BAD_USER_INPUT naming the field. */
export async function readRegistration(input: Registration, requireGoodPassword: PasswordPolicy) {
  const names = readNames(input);
  await requireGoodPassword(input.password, "password", [names.username.key, ...names.email.key.split("@")]);
  return names;
}

/** What a new account has that is not the same for all. */
export interface NewAccount extends Pick<AccountRecord, "passwordHash" | "roles"> {
  username: Identifier;
  email: Identifier;
  displayName: string | null;
  emailVerifiedAt?: Date;
  enabled?: boolean;
  createdAt?: Date;
}

/** The document, with a new id and `user.registered` in its outbox. */
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
    deletedAt: null,
    createdAt: account.createdAt ?? now,
    updatedAt: now,
    outbox: [],
  };
  record.outbox.push(createEvent("auth", "user.registered", record._id, toAccountData(record, displayName)));
  return record;
}

/** Did the insertion meet another account with the same name or address? Then which of the two it is. */
export function takenField(error: unknown): "username" | "email" | null {
  const fields = duplicateFields(error);
  if (fields === null) return null;
  return fields.includes("emailKey") ? "email" : "username";
}
