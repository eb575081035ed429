/** Reads a row of an import as an account, or as the reasons why it is refused. */
import { AppError } from "../../../platform/errors.js";
import { readDisplayName } from "../../../platform/validation.js";
import type { NewAccount } from "../accounts/create-account-record.js";
import { type Identifier, readEmail } from "../accounts/identifiers.js";
import type { FirebaseParameters } from "../passwords/foreign-hashes/firebase.js";
import { ForeignHashError } from "../passwords/foreign-hashes/foreign-hash.js";
import type { ImportRow } from "./import-fields.js";
import { type RowHash, readRowHash } from "./read-hash.js";
import { readUsernames } from "./read-usernames.js";
import { readFlag, readInstant, readLegacyId, readRoles, readText, ValueError } from "./value-forms.js";

/** How an import treats rows that lack a value. */
export interface RowOptions {
  /** A row without a usable hash becomes an account without a password. */
  withoutPasswords: boolean;
  /** A row without a valid username gets one from its address. */
  usernameFromEmail: boolean;
  /** The field that holds what the old system's tokens call the account. */
  legacyId: "legacyId" | "username" | "email";
  firebase: FirebaseParameters | null;
}

/** The account of a row. */
export interface ReadAccount extends Omit<NewAccount, "passwordHash" | "username"> {
  /** The first free one is used. */
  usernames: [Identifier, ...Identifier[]];
  /** Null where the password is unknown. */
  hash: RowHash | null;
  /** Why the row's hash is not used. */
  note: string | null;
}

/** A row that cannot be imported. No reason quotes the row: a hash may be in the wrong column. */
export interface RefusedRow {
  reasons: string[];
}

const missingHash =
  "the password hash is missing (Cognito's exports, and accounts that sign in elsewhere, have none): --without-passwords imports the account, and its owner sets a password by mail.";

/** Reads all fields of a row, also those after an invalid one. */
export function readAccount(row: ImportRow, options: RowOptions): ReadAccount | RefusedRow {
  const reasons: string[] = [];
  const attempt = <Value>(read: () => Value): Value | null => {
    try {
      return read();
    } catch (error) {
      reasons.push(reasonOf(error));
      return null;
    }
  };
  const email = attempt(() => readEmail(readText("email", row.email)));
  const usernames = attempt(() => readUsernames(row, email, options));
  const hash = readHash(row, options);
  if (hash.reason !== null) reasons.push(hash.reason);
  const roles = attempt(() => readRoles(row.roles));
  const enabled = attempt(() => isEnabled(row));
  const createdAt = attempt(() => readInstant("createdAt", row.createdAt));
  const emailVerifiedAt = attempt(() => readProof(row.emailVerified, createdAt));
  const displayName = attempt(() => readName(row));
  const legacyId = attempt(() => readLegacyId(row[options.legacyId]));
  if (reasons.length > 0 || email === null || usernames === null || roles === null || enabled === null) {
    return { reasons };
  }
  return {
    usernames,
    email,
    roles,
    enabled,
    displayName,
    hash: hash.hash,
    note: hash.note,
    ...(createdAt !== null && { createdAt }),
    ...(emailVerifiedAt !== null && { emailVerifiedAt }),
    ...(legacyId != null && { legacyId }),
  };
}

function reasonOf(error: unknown): string {
  if (error instanceof AppError || error instanceof ValueError || error instanceof ForeignHashError) {
    return error.message;
  }
  throw error;
}

function readHash(
  row: ImportRow,
  { firebase, withoutPasswords }: RowOptions,
): { hash: RowHash | null; reason: string | null; note: string | null } {
  try {
    const hash = readRowHash(row, firebase);
    return { hash, reason: hash === null && !withoutPasswords ? missingHash : null, note: null };
  } catch (error) {
    const reason = reasonOf(error);
    return withoutPasswords ? { hash: null, reason: null, note: reason } : { hash: null, reason, note: null };
  }
}

function isEnabled(row: ImportRow): boolean {
  return readFlag("enabled", row.enabled) !== false && readFlag("disabled", row.disabled) !== true;
}

/** Returns when the address was proven; some systems export the time, others only a flag. */
function readProof(value: unknown, createdAt: Date | null): Date | null {
  const isInstant = /^\d{4}-|^\d{9,}/.test(String(value ?? ""));
  if (isInstant) return readInstant("emailVerified", value);
  return readFlag("emailVerified", value) === true ? (createdAt ?? new Date()) : null;
}

function readName(row: ImportRow): string | null {
  const whole = readText("displayName", row.displayName);
  const parts = [readText("firstName", row.firstName), readText("lastName", row.lastName)];
  const name = whole === "" ? parts.join(" ").trim() : whole;
  return name === "" ? null : readDisplayName(name);
}
