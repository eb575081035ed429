/** Accounts as events tell of them. */
import type { AccountData } from "../../../platform/events/event.js";
import type { AccountRecord, AuthModels } from "../model.js";

/** The data of an account's events; only the event of its registration holds a display name. */
export function toAccountData(account: AccountRecord, displayName: string | null = null): AccountData {
  const { version, username, email, roles, enabled, createdAt } = account;
  return { version, username, email, displayName, roles, enabled, createdAt: createdAt.toISOString() };
}

/** All accounts by id, in batches of `size`, in the order of their ids. */
export async function* readAccountBatches(
  { accounts }: Pick<AuthModels, "accounts">,
  size: number,
): AsyncGenerator<Map<string, AccountData>> {
  for (let after = ""; ; ) {
    const found = await accounts
      .find({ _id: { $gt: after }, deletedAt: null })
      .sort({ _id: 1 })
      .limit(size)
      .lean();
    const last = found.at(-1);
    if (last === undefined) return;
    yield new Map(found.map((account) => [account._id, toAccountData(account)]));
    after = last._id;
  }
}
