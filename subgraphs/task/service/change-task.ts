/** Changes one task on the version on which the caller's rights were checked. */
import { changeVersioned } from "../../../platform/database/versioned.js";
import { AppError, notFound } from "../../../platform/errors.js";
import type { Claims } from "../../../platform/identity/claims.js";
import type { TaskRecord } from "../model.js";
import type { TaskParts } from "./parts.js";
import { type Task, toTask } from "./task.js";
import { changeForbidden, isVisible } from "./task-access.js";
import { type TaskEventType, toTaskEvent } from "./task-event.js";

/** A change of a task. */
export interface Change {
  /** The event of the change; by the task as it was, where it depends on that. */
  type: TaskEventType | ((task: TaskRecord) => TaskEventType);
  /** The version that the caller has seen; null or absent where the caller does not tell. */
  expectedVersion?: number | null | undefined;
  /** The task as it was read just before; it is read again only when it has changed since. */
  known?: TaskRecord | null;
  /** Returns whether the caller, who may see the task, may make this change. */
  isAllowed(task: TaskRecord, caller: Claims): boolean;
  /** Returns the new values; null leaves the task as it is. */
  decide(task: TaskRecord): Partial<TaskRecord> | null;
}

/**
 * Changes a task and publishes the event of the change.
 * @throws AppError NOT_FOUND when the caller may not see the task; FORBIDDEN when the caller may not change it; CONFLICT,
 * with the task's `version`, when it is not the expected one.
 */
export async function changeTask(
  { models, relay }: Pick<TaskParts, "models" | "relay">,
  id: string,
  caller: Claims,
  { type, expectedVersion, known = null, isAllowed, decide }: Change,
): Promise<Task> {
  let eventType: TaskEventType;
  const record = await changeVersioned<TaskRecord>(
    models.tasks,
    id,
    (task) => {
      if (!isVisible(task, caller)) throw notFound("task");
      if (!isAllowed(task, caller)) throw changeForbidden();
      if (expectedVersion != null && expectedVersion !== task.version) throw staleVersion(task.version);
      eventType = typeof type === "function" ? type(task) : type;
      return decide(task);
    },
    (next) => toTaskEvent(eventType, next),
    { known },
  );
  if (record === null) throw notFound("task");
  void relay.wake();
  return toTask(record);
}

function staleVersion(version: number): AppError {
  const message = `The task has changed meanwhile; it is now at version ${version}.`;
  return new AppError("CONFLICT", message, { field: "expectedVersion", version });
}
