/** Sees to it that there is always an admin left who can sign in. */
import { conflict, forbidden } from "../../../platform/errors.js";
import type { AccountRecord, AuthModels } from "../model.js";
import { withLease } from "./lease.js";

/** Refuses an account that has become an admin's since it was looked at. @throws AppError CONFLICT. */
export type RequireNoAdmin = (account: AccountRecord) => void;

/**
 * Applies a change that takes an admin away if the account is an enabled one's. That is done by one at a time, so
 * that there is always one left; everything else waits for nobody.
 * @throws AppError FORBIDDEN for the last one.
 */
export async function keepingAnAdmin(
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
