/** Reads accounts. */
import { notFound } from "../../../platform/errors.js";
import type { AuthModels } from "../model.js";
import type { AccountRecord } from "./account-record.js";
import { identifierKey } from "./identifiers.js";

type Accounts = Pick<AuthModels, "accounts">;

/** Returns an account that is not deleted. @throws AppError NOT_FOUND. */
export async function findAccount({ accounts }: Accounts, id: string): Promise<AccountRecord> {
  const account = await accounts.findOne({ _id: id, deletedAt: null }).lean();
  if (account === null) throw notFound("user");
  return account;
}

/** Returns the account that has this username or e-mail address; null when there is none. */
export async function findByIdentifier(
  { accounts }: Accounts,
  identifier: string,
): Promise<AccountRecord | null> {
  const { field, key } = identifierKey(identifier);
  return accounts.findOne({ [field]: key }).lean();
}
