/** Accounts as events tell of them. */
import type { AccountData } from "../../../platform/events/event.js";
import type { AccountRecord, AuthModels } from "../model.js";

/** The data of an account's events; only the event of its registration holds a display name. */
export function toAccountData(
  account: Pick<AccountRecord, "version" | "username" | "email" | "roles" | "enabled" | "createdAt">,
  displayName: string | null = null,
): AccountData {
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

/** Those of these accounts that are not deleted, as they are now. */
export async function readAccounts(
  { accounts }: Pick<AuthModels, "accounts">,
  ids: readonly string[],
): Promise<Map<string, AccountData>> {
  const found = await accounts.find({ _id: { $in: ids }, deletedAt: null }).lean();
  return new Map(found.map((account) => [account._id, toAccountData(account)]));
}

/** All deleted accounts by id, each with the time of its deletion, in batches of `size`. */
export async function* readDeletedBatches(
  { accounts }: Pick<AuthModels, "accounts">,
  size: number,
): AsyncGenerator<Map<string, Date>> {
  for (let after = "", since = new Date(0); ; ) {
    const found = await accounts
      .find(
        { $or: [{ deletedAt: { $gt: since } }, { deletedAt: since, _id: { $gt: after } }] },
        { deletedAt: 1 },
      )
      .sort({ deletedAt: 1, _id: 1 })
      .limit(size)
      .lean();
    const last = found.at(-1);
    if (last?.deletedAt == null) return;
    yield new Map(
      found.flatMap(({ _id, deletedAt }) => (deletedAt == null ? [] : [[_id, deletedAt] as const])),
    );
    after = last._id;
    since = last.deletedAt;
  }
}
