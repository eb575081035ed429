/** The use case `declineTask`. */
import type { SignedInCaller } from "../../../platform/identity/caller.js";
import { changeTask } from "./change-task.js";
import type { TaskParts } from "./parts.js";
import type { Task } from "./task.js";
import { toVisibility } from "./visibility.js";

/** Ends the assignment of a task as its assignee, who may not see the task afterwards. */
export function declineTask(parts: TaskParts, id: string, { claims }: SignedInCaller): Promise<Task> {
  return changeTask(parts, id, claims, {
    type: "task.assigned",
    isAllowed: ({ assigneeId }) => assigneeId === claims.subject,
    decide: (task) => toVisibility(task, null),
  });
}
