/** Changes an account's passkeys. */

import type { AccountRecord } from "../accounts/account-record.js";
import { endSessionsBefore } from "../accounts/end-sessions-before.js";
import { type Intention, ownEntry } from "../audit/audit.js";
import type { Parts } from "../parts.js";
import { endSessions } from "../sessions/end-sessions.js";

/**
 * Does `work` on record, tells the owner by mail, and ends the account's other sessions, as for every factor (ASVS 5.0,
 * 6.3.7 and 7.4.3).
 */
export function changePasskeys<Result>(
  parts: Parts<"models" | "relay" | "audit" | "mail">,
  account: AccountRecord,
  keptSessionId: string,
  { type, client }: Intention,
  work: () => Promise<Result>,
): Promise<Result> {
  const { _id } = account;
  return parts.audit.change(ownEntry(type, _id, client), async () => {
    const result = await work();
    await parts.mail.notify({ kind: "factor-changed", account, client });
    const ends = endSessionsBefore(new Date(), keptSessionId);
    await parts.models.accounts.updateOne({ _id }, { $set: ends });
    await endSessions(parts, _id, keptSessionId);
    return result;
  });
}
