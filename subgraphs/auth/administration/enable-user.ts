/** Use case `enableUser`. */

import type { AccountRecord } from "../accounts/account-record.js";
import { findAccount } from "../accounts/find-account.js";
import type { Actor } from "../audit/actor.js";
import type { Parts } from "../parts.js";
import { endSessions } from "../sessions/end-sessions.js";
import { changeAccess } from "./change-access.js";

/** Lets the user sign in again. @throws AppError NOT_FOUND. */
export async function enableUser(
  parts: Parts<"models" | "audit" | "relay">,
  id: string,
  by: Actor,
): Promise<AccountRecord> {
  const { models, audit, relay } = parts;
  const account = await audit.change({ ...by, type: "user.enabled", subjectId: id }, async () => {
    // If the process died while it disabled the account, sessions may be left that must not become valid again.
    if (!(await findAccount(models, id)).enabled) await endSessions(parts, id);
    return changeAccess(models, id, "user.enabled", ({ enabled }) => (enabled ? null : { enabled: true }));
  });
  await relay.wake();
  return account;
}
