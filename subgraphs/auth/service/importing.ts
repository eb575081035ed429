/** Takes accounts over from another system, with the password hashes that they have there. */
import { AppError } from "../../../platform/errors.js";
import { roles as allRoles, type Role } from "../../../platform/identity/claims.js";
import { readDisplayName } from "../../../platform/validation.js";
import type { AuthModels } from "../model.js";
import { type Audit, operator } from "./audit.js";
import { ForeignHashError } from "./foreign-hashes/foreign-hash.js";
import { readForeignHash } from "./foreign-hashes.js";
import { type Identifier, readEmail, readUsername } from "./identifiers.js";
import { createAccountRecord, type NewAccount, takenField } from "./new-account.js";

/** The fields of a row by which an account is made; the last four may be left out. */
export const importFields = [
  "username",
  "email",
  "passwordHash",
  "roles",
  "enabled",
  "createdAt",
  "displayName",
] as const;
export const requiredImportFields = ["username", "email", "passwordHash"] as const;

/** A row as the file has it. */
export type ImportRow = Partial<Record<(typeof importFields)[number], unknown>>;

/** What became of a row. A reason never quotes the row: a hash may have got into the wrong column. */
export type ImportOutcome = { outcome: "imported" | "present" } | { outcome: "refused"; reason: string };

/** The row cannot be taken in; `message` says why. */
class RowError extends Error {}

/**
 * Creates the use case. An account that is there already with both the name and the address is left as it is: so
 * a second run does nothing but what the first has not done. With `dryRun` all is checked and nothing written.
 */
export function createAccountImport({ accounts }: AuthModels, audit: Audit, dryRun: boolean) {
  const compareWithStored = async (username: Identifier, email: Identifier): Promise<"new" | "present"> => {
    const fields = { usernameKey: 1, emailKey: 1 };
    // One after the other, each with both keys: what is inserted meanwhile is seen whole or not at all.
    const found =
      (await accounts.findOne({ usernameKey: username.key }, fields).lean()) ??
      (await accounts.findOne({ emailKey: email.key }, fields).lean());
    if (found === null) return "new";
    const sameName = found.usernameKey === username.key;
    if (sameName && found.emailKey === email.key) return "present";
    throw new RowError(
      sameName
        ? "the username is another account's, with another e-mail address."
        : "the e-mail address is another account's, with another username.",
    );
  };

  const take = async (row: ImportRow): Promise<ImportOutcome> => {
    const account = readAccount(row);
    if ((await compareWithStored(account.username, account.email)) === "present")
      return { outcome: "present" };
    if (dryRun) return { outcome: "imported" };
    const record = createAccountRecord(account);
    const entry = { ...operator("import-users"), type: "user.imported", subjectId: record._id } as const;
    try {
      await audit.change(entry, () => accounts.create(record));
      return { outcome: "imported" };
    } catch (error) {
      if (takenField(error) === null) throw error;
      // Another row, or somebody who registers right now, was faster.
      await compareWithStored(account.username, account.email);
      return { outcome: "present" };
    }
  };

  return async (row: ImportRow): Promise<ImportOutcome> => {
    try {
      return await take(row);
    } catch (error) {
      if (error instanceof AppError || error instanceof RowError || error instanceof ForeignHashError) {
        return { outcome: "refused", reason: error.message };
      }
      throw error;
    }
  };
}

function readAccount(row: ImportRow): NewAccount {
  const passwordHash = readOneText(row, "passwordHash");
  const displayName = readOneText(row, "displayName");
  const createdAt = readInstant(readOneText(row, "createdAt"));
  const account = {
    username: readUsername(readOneText(row, "username")),
    email: readEmail(readOneText(row, "email")),
    passwordHash,
    roles: readRoles(row.roles),
    enabled: readFlag(row.enabled),
    displayName: displayName === "" ? null : readDisplayName(displayName),
    ...(createdAt !== null && { createdAt }),
  };
  readForeignHash(passwordHash);
  return account;
}

function readOneText(row: ImportRow, field: keyof ImportRow): string {
  const value = row[field] ?? "";
  if (typeof value !== "string") throw new RowError(`${field} is no text.`);
  return value.trim();
}

/** A list, or names with spaces, commas or semicolons between them; USER when there is none. */
function readRoles(value: unknown = ""): Role[] {
  const names = (Array.isArray(value) ? value : [value ?? ""])
    .flatMap((name) =>
      String(name)
        .toUpperCase()
        .split(/[\s,;|]+/),
    )
    .filter((name) => name !== "");
  const roles = allRoles.filter((role) => names.includes(role));
  if (names.some((name) => !roles.some((role) => role === name))) {
    throw new RowError(`roles may hold ${allRoles.join(" and ")} alone.`);
  }
  return roles.length > 0 ? roles : ["USER"];
}

function readFlag(value: unknown): boolean {
  const word = String(value ?? "")
    .trim()
    .toLowerCase();
  if (["", "true", "1", "yes"].includes(word)) return true;
  if (["false", "0", "no"].includes(word)) return false;
  throw new RowError("enabled must be true or false.");
}

/** RFC 3339; null when there is none. */
function readInstant(text: string): Date | null {
  if (text === "") return null;
  const instant = new Date(text);
  const known = /^\d{4}-\d\d-\d\d([T ]\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d))?$/i.test(text);
  if (!known || Number.isNaN(instant.getTime()) || instant.getTime() > Date.now()) {
    throw new RowError("createdAt must be an instant that has passed, as RFC 3339 writes it.");
  }
  return instant;
}
