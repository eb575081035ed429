/** Use case `userSessions`: the live sessions of any user, for admins. */
import type { Claims } from "../../../platform/identity/claims.js";
import { findAccount } from "../accounts/find-account.js";
import type { Parts } from "../parts.js";
import { listSessionsOf, type SessionView } from "./list-sessions.js";

/** Returns them, newest first, at most a hundred. @throws AppError NOT_FOUND when there is no such user. */
export async function listUserSessions(
  parts: Parts<"models">,
  userId: string,
  claims: Claims,
): Promise<SessionView[]> {
  return listSessionsOf(parts, await findAccount(parts.models, userId), claims);
}
