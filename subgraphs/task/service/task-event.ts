/** The events about tasks. */
import { createEvent, type EventType } from "../../../platform/events/event.js";
import type { TaskRecord } from "../model.js";

/** The data of these events: a task at the moment of the event. */
interface TaskData {
  version: number;
  ownerId: string;
  assigneeId: string | null;
  enabled: boolean;
}

declare module "../../../platform/events/event.js" {
  interface EventData {
    "task.created": TaskData;
    "task.updated": TaskData;
    "task.enabled": TaskData;
    "task.disabled": TaskData;
    "task.assigned": TaskData;
    "task.deleted": TaskData;
  }
}

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
