/** Checks that a task may be assigned to a user. */
import { badInput } from "../../../platform/errors.js";
import type { SignedInCaller } from "../../../platform/identity/caller.js";
import { isAdmin } from "../../../platform/identity/claims.js";
import type { TaskParts } from "./parts.js";

/**
 * Resolves when the caller may assign a task to this user. Assignments to the caller are always allowed, and those of
 * admins are not counted.
 * @throws AppError BAD_USER_INPUT naming `assigneeId`; RATE_LIMITED; SERVICE_UNAVAILABLE.
 */
export async function requireAssignable(
  { isAssignable, countAssignment }: Pick<TaskParts, "isAssignable" | "countAssignment">,
  userId: string,
  caller: SignedInCaller,
): Promise<void> {
  const { claims } = caller;
  if (userId === claims.subject) return;
  if (!(await isAssignable(userId, caller))) {
    throw badInput("assigneeId", "There is no enabled account with this id to assign a task to.");
  }
  if (!isAdmin(claims)) await countAssignment(claims.subject, userId);
}
