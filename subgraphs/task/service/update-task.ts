/** The use case `updateTask`. */
import { conflict } from "../../../platform/errors.js";
import type { SignedInCaller } from "../../../platform/identity/caller.js";
import { changeTask } from "./change-task.js";
import type { TaskParts } from "./parts.js";
import { readChange, type TaskChange } from "./read-task-input.js";
import type { Task } from "./task.js";
import { isViewerOrAdmin } from "./task-access.js";

/**
 * Changes a task as its owner, its assignee or an admin.
 * @throws AppError BAD_USER_INPUT naming the field; CONFLICT when `expectedVersion` is not the task's version.
 */
export async function updateTask(
  parts: TaskParts,
  id: string,
  input: TaskChange,
  { claims }: SignedInCaller,
): Promise<Task> {
  const changes = readChange(input);
  return changeTask(parts, id, claims, {
    type: "task.updated",
    isAllowed: isViewerOrAdmin,
    decide({ version }) {
      if (input.expectedVersion != null && input.expectedVersion !== version) {
        throw conflict(`The task has changed meanwhile; it is now at version ${version}.`, "expectedVersion");
      }
      return changes;
    },
  });
}
