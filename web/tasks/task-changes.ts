/** What a person changes in a task, held against the task that they saw and the one that the server has. */
import { namePerson, type Person } from "../lists/person-name.js";
import type { TaskDetailsFragment, TaskRowFragment, UpdateTaskInput } from "./operations.generated.js";
import { namePriority, nameStatus } from "./task-filters.js";

/** A task of a list. */
export type TaskRow = TaskRowFragment;

/** A task with its description. */
export type TaskDetails = TaskDetailsFragment;

/** New values for some fields of a task. */
export type TaskChanges = Partial<
  Pick<TaskDetails, "title" | "description" | "status" | "priority" | "dueDate" | "enabled" | "assignee">
>;

/** A field that two people can change. */
export type TaskField = keyof TaskChanges;

/** Each field with its label, and its value as people read it. */
const fields: { readonly [Field in TaskField]-?: readonly [string, (value: never) => string] } = {
  title: ["Title", (value: string) => value],
  status: ["Status", nameStatus],
  priority: ["Priority", namePriority],
  dueDate: ["Due date", (value: string | null) => value ?? "None"],
  assignee: ["Assignee", (value: Person | null) => (value ? namePerson(value) : "No one")],
  enabled: ["State", (value: boolean) => (value ? "Enabled" : "Disabled")],
  description: ["Description", (value: string) => value || "None"],
};

/** Are two values of a field the same? A person is who they are, whatever they call themselves now. */
function isSame(one: unknown, other: unknown): boolean {
  const idOf = (value: unknown) =>
    typeof value === "object" && value !== null ? (value as { id: string }).id : value;
  return idOf(one) === idOf(other);
}

/** Returns those of the values that are not the task's own. */
export function findChanges(task: TaskRow, values: TaskChanges): TaskChanges {
  const base = task as TaskRow & TaskChanges;
  const entries = Object.entries(values) as [TaskField, unknown][];
  return Object.fromEntries(entries.filter(([name, value]) => !isSame(base[name], value)));
}

/** One field whose value is not the same in both versions. */
export interface Difference {
  field: TaskField;
  label: string;
  mine: string;
  theirs: string;
  /** Both have changed it, so that one of the two values goes. */
  isContested: boolean;
}

/** Two versions of a task: what one person saw and wants to change, and what it is on the server by now. */
export interface Conflict {
  /** What the person saw. */
  base: TaskRow;
  mine: TaskChanges;
  theirs: TaskDetails;
}

/** Returns every field in which the versions differ. */
export function listDifferences({ base, mine, theirs }: Conflict): Difference[] {
  return (Object.keys(fields) as TaskField[]).flatMap((field) => {
    // A row of a list has no description.
    const seen = field in base ? (base as TaskRow & TaskChanges)[field] : theirs[field];
    const wanted = field in mine ? mine[field] : seen;
    if (isSame(wanted, theirs[field])) return [];
    const [label, show] = fields[field];
    const isContested = field in mine && !(field in base && isSame(seen, theirs[field]));
    return [{ field, label, mine: show(wanted as never), theirs: show(theirs[field] as never), isContested }];
  });
}

/** Does one value replace another that a person has chosen meanwhile? */
export const isContested = (conflict: Conflict): boolean =>
  listDifferences(conflict).some((difference) => difference.isContested);

/** Returns the input of `updateTask` for changes other than of `enabled`. */
export function toInput({ assignee, enabled: _, ...plain }: TaskChanges): UpdateTaskInput {
  return { ...plain, ...(assignee !== undefined && { assigneeId: assignee?.id ?? null }) };
}
