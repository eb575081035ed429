/** The use case `assignTask`. */
import type { SignedInCaller } from "../../../platform/identity/caller.js";
import { changeTask } from "./change-task.js";
import type { TaskParts } from "./parts.js";
import { requireAssignable } from "./require-assignable.js";
import type { Task } from "./task.js";
import { isOwnerOrAdmin } from "./task-access.js";
import { toVisibility } from "./visibility.js";

/**
 * Assigns a task to a user as its owner or an admin; null takes the assignment back.
 * @throws AppError BAD_USER_INPUT naming `assigneeId`; RATE_LIMITED; CONFLICT as for every change of a task.
 */
export async function assignTask(
  parts: TaskParts,
  id: string,
  assigneeId: string | null,
  caller: SignedInCaller,
  expectedVersion?: number | null,
): Promise<Task> {
  if (assigneeId !== null) await requireAssignable(parts, assigneeId, caller);
  return changeTask(parts, id, caller.claims, {
    type: "task.assigned",
    expectedVersion,
    isAllowed: isOwnerOrAdmin,
    decide: (task) => (task.assigneeId === assigneeId ? null : toVisibility(task, assigneeId)),
  });
}
