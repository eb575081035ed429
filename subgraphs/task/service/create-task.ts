/** The use case `createTask`. */
import { v7 as uuidv7 } from "uuid";
import type { SignedInCaller } from "../../../platform/identity/caller.js";
import { priorities, type TaskRecord } from "../model.js";
import type { TaskParts } from "./parts.js";
import { type NewTask, readNewTask } from "./read-task-input.js";
import { requireAssignable } from "./require-assignable.js";
import { type Task, toTask } from "./task.js";
import { toTaskEvent } from "./task-event.js";
import { toVisibility } from "./visibility.js";

/** Creates a task that the caller owns. @throws AppError BAD_USER_INPUT naming the field; RATE_LIMITED. */
export async function createTask(parts: TaskParts, input: NewTask, caller: SignedInCaller): Promise<Task> {
  const ownerId = caller.claims.subject;
  const assigneeId = input.assigneeId ?? null;
  const { title, description, dueKey } = readNewTask(input);
  const now = new Date();
  const record: TaskRecord = {
    _id: uuidv7(),
    title,
    description,
    status: "TODO",
    priorityRank: priorities.indexOf(input.priority),
    dueKey,
    enabled: true,
    ownerId,
    ...toVisibility({ ownerId, title }, assigneeId),
    version: 1,
    deletedAt: null,
    createdAt: now,
    updatedAt: now,
    outbox: [],
  };
  if (assigneeId !== null) await requireAssignable(parts, assigneeId, caller);
  record.outbox.push(toTaskEvent("task.created", record));
  await parts.models.tasks.create(record);
  void parts.relay.wake();
  return toTask(record);
}
