/** Reads all accounts in batches, for `npm run sync-users`. */
import type { AccountData } from "../../../platform/events/event.js";
import type { AuthModels } from "../model.js";
import { toAccountData } from "./account-data.js";

type Accounts = Pick<AuthModels, "accounts">;

/** All accounts by id, in batches of `size`, in the order of their ids. */
export async function* readAccountBatches(
  { accounts }: Accounts,
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

/** Those of the given accounts that are not deleted, as they are now. */
export async function readAccounts(
  { accounts }: Accounts,
  ids: readonly string[],
): Promise<Map<string, AccountData>> {
  const found = await accounts.find({ _id: { $in: ids }, deletedAt: null }).lean();
  return new Map(found.map((account) => [account._id, toAccountData(account)]));
}

/** All deleted accounts by id, each with the time of its deletion, in batches of `size`. */
export async function* readDeletedBatches(
  { accounts }: Accounts,
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
