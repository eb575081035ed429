/** The use case `updateTask`. */
import { notFound } from "../../../platform/errors.js";
import type { SignedInCaller } from "../../../platform/identity/caller.js";
import type { TaskRecord } from "../model.js";
import { changeTask } from "./change-task.js";
import type { TaskParts } from "./parts.js";
import { readChange, type TaskChange } from "./read-task-input.js";
import { requireAssignable } from "./require-assignable.js";
import type { Task } from "./task.js";
import { changeForbidden, isOwnerOrAdmin, isViewerOrAdmin, visibleTo } from "./task-access.js";
import { toVisibility } from "./visibility.js";

/**
 * Changes a task as its owner, its assignee or an admin; another assignee only as its owner or an admin. The event is
 * `task.assigned` if the assignee changes, else `task.updated`.
 * @throws AppError BAD_USER_INPUT naming the fields; CONFLICT when `expectedVersion` is not the task's version;
 * RATE_LIMITED as for `assignTask`.
 */
export async function updateTask(
  parts: TaskParts,
  id: string,
  input: TaskChange,
  caller: SignedInCaller,
): Promise<Task> {
  const changes = readChange(input);
  const assigneeOf = (task: Pick<TaskRecord, "assigneeId">) =>
    input.assigneeId === undefined ? task.assigneeId : input.assigneeId;
  const reassigns = (task: Pick<TaskRecord, "assigneeId">) => assigneeOf(task) !== task.assigneeId;
  const { assigneeId } = input;
  const known = assigneeId === undefined ? null : await requireAssignment(parts, id, assigneeId, caller);
  return changeTask(parts, id, caller.claims, {
    known,
    type: (task) => (reassigns(task) ? "task.assigned" : "task.updated"),
    expectedVersion: input.expectedVersion,
    isAllowed: (task, claims) => (reassigns(task) ? isOwnerOrAdmin : isViewerOrAdmin)(task, claims),
    decide(task) {
      const next = { ...task, ...changes };
      const keepsKeys = next.title === task.title && !reassigns(task);
      return keepsKeys ? changes : { ...changes, ...toVisibility(next, assigneeOf(task)) };
    },
  });
}

/** Returns the task when the caller may give it this assignee, or it has that one already. */
async function requireAssignment(
  parts: TaskParts,
  id: string,
  assigneeId: string | null,
  caller: SignedInCaller,
): Promise<TaskRecord> {
  const task = await parts.models.tasks.findOne({ _id: id, ...visibleTo(caller.claims) }).lean();
  if (task === null) throw notFound("task");
  if (task.assigneeId === assigneeId) return task;
  if (!isOwnerOrAdmin(task, caller.claims)) throw changeForbidden();
  if (assigneeId !== null) await requireAssignable(parts, assigneeId, caller);
  return task;
}
