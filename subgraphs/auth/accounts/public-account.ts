/** The part of an account that other users may see. */
import { shownAddress } from "../../../platform/identity/released-address.js";
import { placeholderName } from "../../../platform/identity/tombstone.js";
import type { Parts } from "../parts.js";
import { type AccountRecord, isConfirmed } from "./account-record.js";

/** The type `User` of the graph, as far as auth owns it. */
export type PublicAccount = Pick<
  AccountRecord,
  "username" | "emailVerifiedAt" | "roles" | "enabled" | "lastLoginAt"
> & {
  id: string;
  /** Null once another account has proven it, and for a deleted account. */
  email: string | null;
  secondFactorEnabled: boolean;
};

const publicFields = {
  username: 1,
  email: 1,
  emailVerifiedAt: 1,
  roles: 1,
  enabled: 1,
  lastLoginAt: 1,
  "totp.confirmedAt": 1,
} as const;

/** Returns the public part of an account. */
export function toPublicAccount(
  account: Pick<AccountRecord, "_id" | Exclude<keyof typeof publicFields, "totp.confirmedAt"> | "totp">,
): PublicAccount {
  const { _id, username, emailVerifiedAt, roles, enabled, lastLoginAt, totp } = account;
  const email = shownAddress<string | null>(account.email);
  const secondFactorEnabled = isConfirmed(totp);
  return { id: _id, username, email, emailVerifiedAt, roles, enabled, lastLoginAt, secondFactorEnabled };
}

/** Returns several accounts in the order of `ids`; a tombstone for each that is deleted or unknown. */
export async function findPublicAccounts(
  { models }: Parts<"models">,
  ids: readonly string[],
): Promise<PublicAccount[]> {
  const found = await models.accounts.find({ _id: { $in: ids }, deletedAt: null }, publicFields).lean();
  const byId = new Map(found.map((account) => [account._id, toPublicAccount(account)]));
  return ids.map((id) => byId.get(id) ?? toPublicTombstone(id));
}

function toPublicTombstone(id: string): PublicAccount {
  return {
    id,
    username: placeholderName,
    email: null,
    emailVerifiedAt: null,
    roles: [],
    enabled: false,
    lastLoginAt: null,
    secondFactorEnabled: false,
  };
}
