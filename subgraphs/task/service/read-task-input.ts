/** Checks what clients send to create or change a task, and puts it into the stored form. */
import { badInput } from "../../../platform/errors.js";
import { readFields } from "../../../platform/read-fields.js";
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
  assigneeId?: string | null | undefined;
  expectedVersion?: number | null | undefined;
}

type StoredChange = Partial<Pick<TaskRecord, "title" | "description" | "status" | "priorityRank" | "dueKey">>;

/** 1 to 200 characters. @throws AppError BAD_USER_INPUT naming `title`. */
const readTitle = (text: string): string => readLine("title", text, { min: 1, max: 200 });

/** At most 10,000 characters. @throws AppError BAD_USER_INPUT naming `description`. */
const readDescription = (text: string): string => readText("description", text, { max: 10_000 });

/** A due date, or none. @throws AppError BAD_USER_INPUT naming `dueDate`. */
const readDueKey = (date: string | null | undefined): string =>
  date == null ? noDueDate : readDate("dueDate", date);

/** Checks the texts and the date of a new task. @throws AppError BAD_USER_INPUT naming the fields. */
export function readNewTask({ title, description, dueDate }: NewTask) {
  return readFields<Pick<TaskRecord, "title" | "description" | "dueKey">>({
    title: () => readTitle(title),
    description: () => readDescription(description ?? ""),
    dueKey: () => readDueKey(dueDate),
  });
}

/**
 * The stored form of a change, without the assignee.
 * @throws AppError BAD_USER_INPUT naming the fields, or `input` if it changes nothing.
 */
export function readChange(input: TaskChange): StoredChange {
  const { title, description, status, priority, dueDate, assigneeId } = input;
  const changes = readFields<StoredChange>({
    ...(title !== undefined && { title: () => readTitle(required("title", title)) }),
    ...(description !== undefined && {
      description: () => readDescription(required("description", description)),
    }),
    ...(status !== undefined && { status: () => required("status", status) }),
    ...(priority !== undefined && { priorityRank: () => priorities.indexOf(required("priority", priority)) }),
    ...(dueDate !== undefined && { dueKey: () => readDueKey(dueDate) }),
  });
  if (Object.keys(changes).length === 0 && assigneeId === undefined)
    throw badInput("input", "The input contains no change.");
  return changes;
}

function required<Value>(field: string, value: Value | null): Value {
  if (value === null) throw badInput(field, `${field} cannot be null; leave it out to keep it.`);
  return value;
}
