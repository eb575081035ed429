/** Takes accounts over from another system, with the password hashes that they have there. */
import { randomBytes } from "node:crypto";
import { type Audit, operator } from "../../audit/audit.js";
import type { AuthModels } from "../../model.js";
import type { Passwords } from "../../passwords/passwords.js";
import { createAccountRecord, takenField } from "../new-account.js";
import { type Clashes, createClashes, type Standing } from "./clashes.js";
import type { ImportRow } from "./import-fields.js";
import { type ReadAccount, type RowOptions, readAccount } from "./read-account.js";

/** What became of a row. No text quotes the row: a hash may have got into the wrong column. */
export type ImportOutcome =
  | { outcome: "imported"; hasPassword: boolean; note: string | null }
  | { outcome: "present" }
  | { outcome: "refused"; reasons: string[] };

/** What the use case works with. */
export interface ImportParts {
  models: Pick<AuthModels, "accounts">;
  audit: Audit;
  passwords: Pick<Passwords, "hash" | "tryOut">;
}

export interface ImportOptions extends RowOptions {
  /** Checks all, and writes nothing. */
  dryRun: boolean;
}

const clashReasons = {
  username: "the username is another account's, with another e-mail address.",
  email: "the e-mail address is another account's, with another username.",
} as const;

const refuse = (reason: string): ImportOutcome => ({ outcome: "refused", reasons: [reason] });

/**
 * Creates the use case: it takes rows, in the order of the file, and tells what became of each. An account that is
 * there already with both the name and the address is left as it is, so that a second run does what the first has
 * not done; of two rows that clash the first is taken, in a dry run too.
 */
export function createAccountImport(parts: ImportParts, options: ImportOptions) {
  const { models, audit, passwords } = parts;
  const { accounts } = models;
  const isComparable = createTrial(passwords);
  // Only what a dry run does not write must be remembered for longer than a few rows.
  const remembered = createClashes();
  let unknownHash: Promise<string> | null = null;

  /** A hash whose password nobody knows; one for all, since it is good for nobody. */
  const hashForNobody = (): Promise<string> => {
    unknownHash ??= passwords.hash(randomBytes(32).toString("base64"));
    return unknownHash;
  };

  const findStored = async (read: ReadAccount[], clashes: Clashes): Promise<void> => {
    const fields = { usernameKey: 1, emailKey: 1 };
    const usernameKeys = read.flatMap(({ usernames }) => usernames.map(({ key }) => key));
    const emailKeys = read.map(({ email }) => email.key);
    for (const filter of [{ usernameKey: { $in: usernameKeys } }, { emailKey: { $in: emailKeys } }]) {
      const found = await accounts.find(filter, fields).lean();
      for (const { usernameKey, emailKey } of found) clashes.add(usernameKey, emailKey);
    }
  };

  const open = async (
    account: ReadAccount,
    username: ReadAccount["usernames"][0],
  ): Promise<ImportOutcome> => {
    const { hash, note, usernames: _, ...rest } = account;
    const imported = { outcome: "imported", hasPassword: hash !== null, note } as const;
    if (options.dryRun) return imported;
    const passwordHash = hash?.stored ?? (await hashForNobody());
    const record = createAccountRecord({ ...rest, username, passwordHash });
    const entry = { ...operator("import-users"), type: "user.imported", subjectId: record._id } as const;
    try {
      await audit.change(entry, () => accounts.create(record));
      return imported;
    } catch (error) {
      if (takenField(error) === null) throw error;
      // A registration, or another import, was faster.
      const clashes = createClashes();
      await findStored([account], clashes);
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
    await findStored(good, clashes);
    const comparable = await Promise.all(good.map(({ hash }) => hash === null || isComparable(hash)));
    const decide = (account: ReadAccount): ImportOutcome | Promise<ImportOutcome> => {
      if (!comparable[good.indexOf(account)]) return refuse("nothing here can compare the hash.");
      const { username, standing } = chooseUsername(account, clashes);
      if (standing === "present") return { outcome: "present" };
      if (standing !== "free") return refuse(clashReasons[standing]);
      clashes.add(username.key, account.email.key);
      return open(account, username);
    };
    return Promise.all(read.map((one) => ("reasons" in one ? { outcome: "refused", ...one } : decide(one))));
  };
}

/** The first of the usernames that is free. Where they come from the address, the address alone says who it is. */
function chooseUsername({ usernames, email }: ReadAccount, clashes: Clashes) {
  const [first] = usernames;
  const standing = (key: string): Standing => clashes.standing(key, email.key);
  if (usernames.length > 1 && clashes.hasAddress(email.key))
    return { username: first, standing: "present" as const };
  const free = usernames.find(({ key }) => standing(key) === "free");
  return { username: free ?? first, standing: standing((free ?? first).key) };
}

/**
 * Creates the trial: each hash's scheme and cost is compared once, in full. Whether that is possible depends on these
 * alone, so that a file with a million hashes of one kind takes one comparison.
 */
function createTrial({ tryOut }: Pick<Passwords, "tryOut">) {
  const tried = new Map<string, Promise<boolean>>();
  return ({ stored, hash }: NonNullable<ReadAccount["hash"]>): Promise<boolean> => {
    if (tried.size > 10_000) tried.clear();
    const known =
      tried.get(hash.parameters) ??
      tryOut(stored).then(
        () => true,
        () => false,
      );
    tried.set(hash.parameters, known);
    return known;
  };
}
