/** Which callers may see a task and which may manage it. */
import { forbidden } from "../../../platform/errors.js";
import { type Claims, isAdmin } from "../../../platform/identity/claims.js";
import type { TaskRecord } from "../model.js";

/** Filter of the tasks that are not deleted and that the caller may see: as owner, as assignee, or as an admin. */
export function visibleTo(caller: Claims): Record<string, unknown> {
  return isAdmin(caller) ? { deletedAt: null } : { viewerIds: caller.subject, deletedAt: null };
}

/** The same as `visibleTo`, for a task that has been read. */
export function isVisible({ deletedAt, viewerIds }: TaskRecord, caller: Claims): boolean {
  return deletedAt === null && (isAdmin(caller) || viewerIds.includes(caller.subject));
}

/** Is the caller the owner of the task or an admin? */
export function isOwnerOrAdmin({ ownerId }: Pick<TaskRecord, "ownerId">, caller: Claims): boolean {
  return isAdmin(caller) || ownerId === caller.subject;
}

/** Is the caller the owner of the task, its assignee or an admin? */
export function isViewerOrAdmin({ viewerIds }: Pick<TaskRecord, "viewerIds">, caller: Claims): boolean {
  return isAdmin(caller) || viewerIds.includes(caller.subject);
}

/** The error for a caller who may see a task but not make this change. */
export function changeForbidden(): Error {
  return forbidden("You may see this task, but not change it in this way.");
}
