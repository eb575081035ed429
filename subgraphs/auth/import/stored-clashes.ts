/** Finds the stored accounts with which rows of an import may clash. */
import type { AuthModels } from "../model.js";
import type { Clashes } from "./clashes.js";
import type { ReadAccount } from "./read-account.js";

/** Adds the stored accounts that have a name, an address or an old id of these rows. */
export async function addStored(
  { accounts }: Pick<AuthModels, "accounts">,
  read: ReadAccount[],
  clashes: Clashes,
): Promise<void> {
  const fields = { usernameKey: 1, emailKey: 1, legacyId: 1 };
  const usernameKeys = read.flatMap(({ usernames }) => usernames.map(({ key }) => key));
  const emailKeys = read.map(({ email }) => email.key);
  const legacyIds = read.flatMap(({ legacyId }) => legacyId ?? []);
  for (const filter of [
    { usernameKey: { $in: usernameKeys } },
    { emailKey: { $in: emailKeys } },
    { legacyId: { $in: legacyIds } },
  ]) {
    const found = await accounts.find(filter, fields).lean();
    for (const { usernameKey, emailKey, legacyId } of found) clashes.add(usernameKey, emailKey, legacyId);
  }
}
