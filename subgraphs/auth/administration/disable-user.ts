/** Use case `disableUser`. */

import type { AccountRecord } from "../accounts/account-record.js";
import { endAllBefore } from "../accounts/end-sessions-before.js";
import { findAccount } from "../accounts/find-account.js";
import type { Actor } from "../audit/actor.js";
import type { Parts } from "../parts.js";
import { endSessions } from "../sessions/end-sessions.js";
import { changeAccess } from "./change-access.js";
import { keepAnAdmin } from "./keep-an-admin.js";

/** Ends every session of the user and lets no new one begin. @throws AppError NOT_FOUND; FORBIDDEN for the last admin. */
export async function disableUser(
  parts: Parts<"models" | "audit" | "relay">,
  id: string,
  by: Actor,
): Promise<AccountRecord> {
  const { models, audit, relay } = parts;
  const account = await audit.change({ ...by, type: "user.disabled", subjectId: id }, async () =>
    keepAnAdmin(models, await findAccount(models, id), (requireNoAdmin) =>
      changeAccess(models, id, "user.disabled", (current) => {
        requireNoAdmin(current);
        // Also the mailed links: none may work once the account is enabled again.
        return current.enabled ? { enabled: false, ...endAllBefore(new Date(), null) } : null;
      }),
    ),
  );
  await endSessions(parts, id);
  await relay.wake();
  return account;
}
