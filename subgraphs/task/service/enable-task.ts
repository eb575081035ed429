/** The use case `enableTask`. */
import type { SignedInCaller } from "../../../platform/identity/caller.js";
import { changeTask } from "./change-task.js";
import type { TaskParts } from "./parts.js";
import type { Task } from "./task.js";
import { isOwnerOrAdmin } from "./task-access.js";

/** Enables a task as its owner or an admin. Without effect when it is enabled. */
export function enableTask(
  parts: TaskParts,
  id: string,
  { claims }: SignedInCaller,
  expectedVersion?: number | null,
): Promise<Task> {
  return changeTask(parts, id, claims, {
    type: "task.enabled",
    expectedVersion,
    isAllowed: isOwnerOrAdmin,
    decide: ({ enabled }) => (enabled === true ? null : { enabled: true }),
  });
}
