/** Checks what clients send to create or change a task, and puts it into the stored form. */
import { badInput } from "../../../platform/errors.js";
import { readDate, readLine, readText } from "../../../platform/validation.js";
import { noDueDate, priorities, type TaskPriority, type TaskRecord, type TaskStatus } from "../model.js";

/** A new task. */
export interface NewTask {
  title: string;
  description?: string | null | undefined;
  priority: TaskPriority;
  dueDate?: string | null | undefined;
  assigneeId?: string | null | undefined;
}

/** A change of a task; what is absent stays. */
export interface TaskChange {
  title?: string | null | undefined;
  description?: string | null | undefined;
  status?: TaskStatus | null | undefined;
  priority?: TaskPriority | null | undefined;
  dueDate?: string | null | undefined;
  expectedVersion?: number | null | undefined;
}

type StoredChange = Partial<Pick<TaskRecord, "title" | "description" | "status" | "priorityRank" | "dueKey">>;

/** 1 to 200 characters. @throws AppError BAD_USER_INPUT naming `title`. */
export const readTitle = (text: string): string => readLine("title", text, { min: 1, max: 200 });

/** At most 10,000 characters. @throws AppError BAD_USER_INPUT naming `description`. */
export const readDescription = (text: string): string => readText("description", text, { max: 10_000 });

/** A due date, or none. @throws AppError BAD_USER_INPUT naming `dueDate`. */
export const readDueKey = (date: string | null | undefined): string =>
  date == null ? noDueDate : readDate("dueDate", date);

/** The stored form of a change. @throws AppError BAD_USER_INPUT naming the field. */
export function readChange({ title, description, status, priority, dueDate }: TaskChange): StoredChange {
  const changes: StoredChange = {};
  if (title !== undefined) changes.title = readTitle(required("title", title));
  if (description !== undefined) changes.description = readDescription(required("description", description));
  if (status !== undefined) changes.status = required("status", status);
  if (priority !== undefined) changes.priorityRank = priorities.indexOf(required("priority", priority));
  if (dueDate !== undefined) changes.dueKey = readDueKey(dueDate);
  if (Object.keys(changes).length === 0) throw badInput("input", "There is nothing to change in this.");
  return changes;
}

function required<Value>(field: string, value: Value | null): Value {
  if (value === null) throw badInput(field, `${field} cannot be null; leave it out to keep it.`);
  return value;
}
