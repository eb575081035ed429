/** Keeps at least one admin who can sign in. */
import { withLease } from "../../../platform/database/with-lease.js";
import { conflict, forbidden } from "../../../platform/errors.js";
import type { AccountRecord } from "../accounts/account-record.js";
import type { AuthModels } from "../model.js";

/** Refuses an account that has become an admin's since it was read. @throws AppError CONFLICT. */
export type RequireNoAdmin = (account: AccountRecord) => void;

/**
 * Applies a change after which the account is no enabled admin's. If it is one now, such changes run one at a time, so
 * that one admin stays; changes of other accounts do not wait.
 * @throws AppError FORBIDDEN for the last admin.
 */
export async function keepAnAdmin(
  { accounts, leases }: Pick<AuthModels, "accounts" | "leases">,
  account: AccountRecord,
  apply: (requireNoAdmin: RequireNoAdmin) => Promise<AccountRecord>,
): Promise<AccountRecord> {
  if (!isEnabledAdmin(account)) {
    return apply((current) => {
      if (isEnabledAdmin(current)) throw conflict("The account has just become an admin's; try again.");
    });
  }
  return withLease(leases, "admins", async () => {
    const others = { roles: "ADMIN", enabled: true, _id: { $ne: account._id } } as const;
    if ((await accounts.countDocuments(others).limit(1)) === 0) {
      throw forbidden("The last enabled admin must stay one.");
    }
    return apply(() => {});
  });
}

const isEnabledAdmin = ({ enabled, roles }: AccountRecord) => enabled && roles.includes("ADMIN");
