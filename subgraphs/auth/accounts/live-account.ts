/**
 * The one condition for using an account. Every way in asks here: sign-in by password, code or passkey, refresh, an
 * access token (`requireLiveAccount`), and mailed links. A disabled account is refused, and so is a deleted one, which
 * is disabled for good.
 */
import type { AccountRecord } from "./account-record.js";

/** May the account be used? */
export function isLiveAccount<Account extends Pick<AccountRecord, "enabled">>(
  account: Account | null | undefined,
): account is Account {
  return account?.enabled === true;
}

/** The same condition as a filter, for updates and reads that must not find a disabled account. */
export const liveAccount = (_id: string) => ({ _id, enabled: true }) as const;

/** Filter of a live account whose sessions have not been ended since it was read. */
export const liveAccountAsRead = ({
  _id,
  sessionsValidAfter,
}: Pick<AccountRecord, "_id" | "sessionsValidAfter">) => ({ ...liveAccount(_id), sessionsValidAfter });
