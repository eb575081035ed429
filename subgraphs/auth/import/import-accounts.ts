/** Imports accounts from another system, with the password hashes that they have there. */
import { randomBytes } from "node:crypto";
import { duplicateFields } from "../../../platform/database/duplicate-fields.js";
import { createAccountRecord, takenField } from "../accounts/create-account-record.js";
import { operator } from "../audit/actor.js";
import type { Audit } from "../audit/audit.js";
import type { AuthModels } from "../model.js";
import type { Passwords } from "../passwords/passwords.js";
import { type Clashes, createClashes, type Standing } from "./clashes.js";
import type { ImportRow } from "./import-fields.js";
import { type ReadAccount, type RowOptions, readAccount } from "./read-account.js";
import { addStored } from "./stored-clashes.js";
import { createTrial } from "./try-hashes.js";

/** The outcome of a row. No text quotes the row: a hash may be in the wrong column. */
export type ImportOutcome =
  | { outcome: "imported"; hasPassword: boolean; hasLostId: boolean; note: string | null }
  | { outcome: "present" }
  | { outcome: "refused"; reasons: string[] };

/** The parts of the use case. */
export interface ImportParts {
  models: Pick<AuthModels, "accounts">;
  audit: Audit;
  passwords: Pick<Passwords, "hash" | "tryOut">;
}

export interface ImportOptions extends RowOptions {
  /** Checks every row and writes nothing. */
  dryRun: boolean;
}

const clashReasons = {
  username: "the username is another account's, with another e-mail address.",
  email: "the e-mail address is another account's, with another username.",
} as const;

const withoutId = ({ legacyId: _, ...account }: ReadAccount): ReadAccount => account;

const refuse = (reason: string): ImportOutcome => ({ outcome: "refused", reasons: [reason] });

/**
 * Creates the use case: it takes rows in the order of the file and returns the outcome of each. An account that exists
 * with both the name and the address is left as it is, so that a second run imports what the first did not. Of two rows
 * that clash the first is imported, in a dry run too; of two with the same old id only the first keeps it, for another
 * system may have the same ids.
 */
export function createAccountImport(parts: ImportParts, options: ImportOptions) {
  const { models, audit, passwords } = parts;
  const isComparable = createTrial(passwords);
  // A dry run writes nothing, so it must remember all rows; else the database does.
  const remembered = createClashes();
  let unknownHash: Promise<string> | null = null;

  /** A hash of an unknown password; one for all accounts, since it lets no caller in. */
  const hashOfUnknownPassword = (): Promise<string> => {
    unknownHash ??= passwords.hash(randomBytes(32).toString("base64"));
    return unknownHash;
  };

  const open = async (
    account: ReadAccount,
    username: ReadAccount["usernames"][0],
    hasLostId: boolean,
  ): Promise<ImportOutcome> => {
    const { hash, note, usernames: _, ...rest } = account;
    const imported = { outcome: "imported", hasPassword: hash !== null, hasLostId, note } as const;
    if (options.dryRun) return imported;
    const passwordHash = hash?.stored ?? (await hashOfUnknownPassword());
    const record = createAccountRecord({ ...rest, username, passwordHash });
    const entry = { ...operator("import-users"), type: "user.imported", subjectId: record._id } as const;
    try {
      await audit.change(entry, () => models.accounts.create(record));
      return imported;
    } catch (error) {
      if (takenField(error) === null) throw error;
      if (duplicateFields(error)?.includes("legacyId")) return open(withoutId(account), username, true);
      // A registration, or another import, was faster.
      const clashes = createClashes();
      await addStored(models, [account], clashes);
      const standing = clashes.standing(username.key, account.email.key);
      return standing === "username" || standing === "email"
        ? refuse(clashReasons[standing])
        : { outcome: "present" };
    }
  };

  return async (rows: readonly ImportRow[]): Promise<ImportOutcome[]> => {
    const read = rows.map((row) => readAccount(row, options));
    const good = read.filter((one): one is ReadAccount => !("reasons" in one));
    const clashes = options.dryRun ? remembered : createClashes();
    await addStored(models, good, clashes);
    const comparable = await Promise.all(good.map(({ hash }) => hash === null || isComparable(hash)));
    const decide = (account: ReadAccount): ImportOutcome | Promise<ImportOutcome> => {
      if (!comparable[good.indexOf(account)]) return refuse("nothing here can compare the hash.");
      const { username, standing } = chooseUsername(account, clashes);
      if (standing === "present") return { outcome: "present" };
      if (standing !== "free") return refuse(clashReasons[standing]);
      const hasLostId = clashes.hasLegacyId(account.legacyId);
      clashes.add(username.key, account.email.key, account.legacyId);
      return open(hasLostId ? withoutId(account) : account, username, hasLostId);
    };
    return Promise.all(read.map((one) => ("reasons" in one ? { outcome: "refused", ...one } : decide(one))));
  };
}

/** Returns the first free username. Where names are made from the address, the address alone identifies the account. */
function chooseUsername({ usernames, email }: ReadAccount, clashes: Clashes) {
  const [first] = usernames;
  const standing = (key: string): Standing => clashes.standing(key, email.key);
  if (usernames.length > 1 && clashes.hasAddress(email.key))
    return { username: first, standing: "present" as const };
  const free = usernames.find(({ key }) => standing(key) === "free");
  return { username: free ?? first, standing: standing((free ?? first).key) };
}
