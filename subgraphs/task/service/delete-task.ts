/** The use case `deleteTask`. */
import type { SignedInCaller } from "../../../platform/identity/caller.js";
import { changeTask } from "./change-task.js";
import type { TaskParts } from "./parts.js";
import { isOwnerOrAdmin } from "./task-access.js";

/** Deletes a task as its owner or an admin. The document is deleted when its last event is published. */
export async function deleteTask(
  parts: TaskParts,
  id: string,
  { claims }: SignedInCaller,
): Promise<{ id: string }> {
  await changeTask(parts, id, claims, {
    type: "task.deleted",
    isAllowed: isOwnerOrAdmin,
    decide: () => ({ deletedAt: new Date() }),
  });
  return { id };
}
