/** Replaces the stored hash of a password. */
import type { AccountRecord } from "../accounts/account-record.js";
import type { AuthModels } from "../model.js";

/** Replaces the hash, and applies `ends` with it, if it is still the one that was verified; returns whether it was. */
export async function replacePasswordHash(
  { accounts }: Pick<AuthModels, "accounts">,
  account: AccountRecord,
  passwordHash: string,
  ends: Partial<AccountRecord> = {},
): Promise<boolean> {
  const result = await accounts.updateOne(
    { _id: account._id, passwordHash: account.passwordHash },
    { $set: { passwordHash, ...ends } },
  );
  return result.modifiedCount === 1;
}
