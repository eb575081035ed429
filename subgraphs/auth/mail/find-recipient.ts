/** Finds the account that a mail is for. */
import { shownAddress } from "../../../platform/identity/released-address.js";
import type { AccountRecord } from "../accounts/account-record.js";
import { identifierKey } from "../accounts/identifiers.js";
import { liveAccount } from "../accounts/live-account.js";
import type { AuthModels } from "../model.js";
import type { MailRecord } from "./model.js";

/** The account that a mail is for. */
export type MailRecipientAccount = Pick<AccountRecord, "_id" | "username" | "email" | "emailVerifiedAt">;

/** Returns the account that a mail is for, if it is alive and has an address. Only here it is looked up. */
export async function findRecipient(
  { models }: { models: Pick<AuthModels, "accounts"> },
  { accountId, identifier }: MailRecord,
): Promise<MailRecipientAccount | null> {
  if (accountId === null && identifier === null) return null;
  const filter = accountId === null ? byIdentifier(identifier ?? "") : liveAccount(accountId);
  const account = await models.accounts
    .findOne({ ...filter, enabled: true }, { username: 1, email: 1, emailVerifiedAt: 1 })
    .lean();
  return account === null || shownAddress(account.email) === null ? null : account;
}

/** Returns the account that has this username or address, unless it is `exceptId`. */
export async function findHolder(
  { models }: { models: Pick<AuthModels, "accounts"> },
  identifier: string,
  exceptId = "",
): Promise<Pick<AccountRecord, "_id" | "username" | "emailVerifiedAt"> | null> {
  return models.accounts
    .findOne({ ...byIdentifier(identifier), _id: { $ne: exceptId } }, { username: 1, emailVerifiedAt: 1 })
    .lean();
}

function byIdentifier(identifier: string): { usernameKey: string } | { emailKey: string } {
  const { field, key } = identifierKey(identifier);
  return field === "emailKey" ? { emailKey: key } : { usernameKey: key };
}
