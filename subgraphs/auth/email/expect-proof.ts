/** Prepares an account for the proof of an address. */
import { liveAccount } from "../accounts/live-account.js";
import type { AuthModels } from "../model.js";

/** Stores the address that the token of the given mail will prove; it replaces the one before. */
export async function expectProof(
  { accounts }: Pick<AuthModels, "accounts">,
  accountId: string,
  mailId: string,
  { email, emailKey }: { email: string; emailKey: string },
): Promise<void> {
  const emailProof = { mailId, email, emailKey, hash: null, expiresAt: null };
  await accounts.updateOne(liveAccount(accountId), { $set: { emailProof } });
}
