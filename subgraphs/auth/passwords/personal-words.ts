/** Words that an attacker tries first for an account. */
import type { AccountRecord } from "../accounts/account-record.js";

/** Returns the username, and both parts of the e-mail address. */
export const personalWords = ({
  usernameKey,
  emailKey,
}: Pick<AccountRecord, "usernameKey" | "emailKey">): string[] => [usernameKey, ...emailKey.split("@")];
