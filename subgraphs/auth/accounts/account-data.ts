/** Accounts as events carry them. */
import type { AccountData } from "../../../platform/events/event.js";
import type { AccountRecord } from "./account-record.js";

/** Returns the data of an account's events. Only the event of its registration holds a display name. */
export function toAccountData(
  account: Pick<AccountRecord, "version" | "username" | "email" | "roles" | "enabled" | "createdAt">,
  displayName: string | null = null,
): AccountData {
  const { version, username, email, roles, enabled, createdAt } = account;
  return { version, username, email, displayName, roles, enabled, createdAt: createdAt.toISOString() };
}
