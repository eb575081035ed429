/** Makes the copies of accounts equal to the accounts themselves. */
import type { AccountData } from "../../../platform/events/event.js";
import { copyAccount, findDifferences } from "./copy-account.js";
import { findDeleted, forgetDeletion } from "./erase-profile.js";
import type { StoreParts } from "./parts.js";
import { profileFields } from "./profile.js";

/** Reads accounts again from auth; those that it does not know, or has deleted, are not in the result. */
export type ReadAccounts = (ids: readonly string[]) => Promise<ReadonlyMap<string, AccountData>>;

/**
 * Compares the copies of these accounts with the accounts, and corrects them unless `dryRun`; returns the fields that
 * differ, by account. Where a copy is ahead of its account, or the account counts as deleted, the account is read again
 * first, since it may have changed meanwhile; then it replaces what is stored.
 */
export async function syncAccounts(
  parts: StoreParts,
  accounts: ReadonlyMap<string, AccountData>,
  dryRun: boolean,
  readAgain: ReadAccounts = async () => accounts,
): Promise<Map<string, string[]>> {
  const ids = [...accounts.keys()];
  const found = await parts.models.profiles
    .find({ _id: { $in: ids } }, { ...profileFields, accountVersion: 1 })
    .lean();
  const byId = new Map(found.map((record) => [record._id, record]));
  const deleted = await findDeleted(parts, ids);
  const isAhead = (id: string, { version }: AccountData) => (byId.get(id)?.accountVersion ?? 0) > version;
  const doubtful = [...accounts].filter(([id, account]) => deleted.has(id) || isAhead(id, account));
  const again = doubtful.length > 0 ? await readAgain(doubtful.map(([id]) => id)) : new Map();
  const differences = new Map<string, string[]>();
  for (const [id, first] of accounts) {
    const inDoubt = deleted.has(id) || isAhead(id, first);
    const account: AccountData | undefined = inDoubt ? again.get(id) : first;
    if (account === undefined) continue;
    const profile = byId.get(id);
    const wrong = findDifferences(profile, account);
    if (deleted.has(id)) wrong.push("deletion");
    if (wrong.length === 0) continue;
    differences.set(id, wrong);
    if (dryRun) continue;
    if (deleted.has(id)) await forgetDeletion(parts, id);
    await copyAccount(parts, id, account, Math.max(account.version, profile?.accountVersion ?? 0));
  }
  return differences;
}
