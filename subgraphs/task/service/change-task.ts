/** Changes one task on the version on which the caller's rights were checked. */
import { changeVersioned } from "../../../platform/database/versioned.js";
import { notFound } from "../../../platform/errors.js";
import type { Claims } from "../../../platform/identity/claims.js";
import type { TaskRecord } from "../model.js";
import type { TaskParts } from "./parts.js";
import { type Task, toTask } from "./task.js";
import { changeForbidden, isVisible } from "./task-access.js";
import { type TaskEventType, toTaskEvent } from "./task-event.js";

/** A change of a task. */
export interface Change {
  type: TaskEventType;
  /** Returns whether the caller, who may see the task, may make this change. */
  isAllowed(task: TaskRecord, caller: Claims): boolean;
  /** Returns the new values; null leaves the task as it is. */
  decide(task: TaskRecord): Partial<TaskRecord> | null;
}

/**
 * Changes a task and publishes the event of the change.
 * @throws AppError NOT_FOUND when the caller may not see the task, FORBIDDEN when the caller may not change it.
 */
export async function changeTask(
  { models, relay }: Pick<TaskParts, "models" | "relay">,
  id: string,
  caller: Claims,
  { type, isAllowed, decide }: Change,
): Promise<Task> {
  const record = await changeVersioned<TaskRecord>(
    models.tasks,
    id,
    (task) => {
      if (!isVisible(task, caller)) throw notFound("task");
      if (!isAllowed(task, caller)) throw changeForbidden();
      return decide(task);
    },
    (next) => toTaskEvent(type, next),
  );
  if (record === null) throw notFound("task");
  void relay.wake();
  return toTask(record);
}
