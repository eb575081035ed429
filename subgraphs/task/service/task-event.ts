/** Tasks as events tell of them. */
import { createEvent, type EventType } from "../../../platform/events/event.js";
import type { TaskRecord } from "../model.js";

/** The types of events about tasks. */
export type TaskEventType = Extract<EventType, `task.${string}`>;

/** The event of a change, with the task as it is after it. */
export function toTaskEvent(
  type: TaskEventType,
  {
    _id,
    version,
    ownerId,
    assigneeId,
    enabled,
  }: Pick<TaskRecord, "_id" | "version" | "ownerId" | "assigneeId" | "enabled">,
) {
  return createEvent("task", type, _id, { version, ownerId, assigneeId, enabled });
}
