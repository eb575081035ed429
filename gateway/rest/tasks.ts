/** Tasks as the old task service had them: `name`, `dead_line`, `is_alive`, `created_by`. */
import { badInput } from "../../platform/errors.js";
import { readFlag, readId, readText, requireText } from "./read-body.js";
import type { RestData, RestInput } from "./rest-route.js";
import { type JsonSchema, objectOf, textOf } from "./schemas.js";

/** What the old service called the statuses of the graph; the first is what the facade returns. */
const statusNames: Readonly<Record<string, readonly string[]>> = {
  TODO: ["todo", "incomplete", "pending"],
  IN_PROGRESS: ["in_progress", "in progress"],
  DONE: ["done", "completed", "complete"],
};

const properties = {
  name: textOf("The title; also as `title`."),
  description: textOf("At most 10,000 characters."),
  dead_line: textOf("The day on which the task is due, as `2027-03-01`; also as `dueDate`."),
  status: textOf(`One of ${Object.values(statusNames).flat().join(", ")}.`),
  is_alive: { type: "boolean" },
} satisfies Record<string, JsonSchema>;

/** The body of a new task, and that of a change; other fields are ignored, such as `created_by` and `created_at`. */
export const newTaskBody = objectOf(properties, ["name"]);
export const changedTaskBody = objectOf(properties, []);

/** The variables of `createTask`. The caller is the owner, and the task begins as TODO and enabled. */
export function readNewTask(input: RestInput) {
  if ((readStatus(input) ?? "TODO") !== "TODO")
    throw badInput("status", "A new task is to do: create it, then change its `status`.");
  if (readFlag(input, "is_alive") === false)
    throw badInput("is_alive", "A new task is enabled: create it, then disable it.");
  const { title: _, ...rest } = readFields(input);
  return { input: { title: requireText(input, "name", "title"), ...rest } };
}

/** The variables of `updateTask`, and of `enableTask` or `disableTask` before it or alone where `is_alive` is there. */
export function readChangedTask(input: RestInput) {
  const status = readStatus(input);
  const isAlive = readFlag(input, "is_alive");
  const changed = { ...readFields(input), ...(status !== undefined && { status }) };
  return {
    ...readId(input),
    input: changed,
    enable: isAlive === true,
    disable: isAlive === false,
    // Without any change, `updateTask` refuses.
    update: isAlive === undefined || Object.keys(changed).length > 0,
  };
}

function readFields(input: RestInput) {
  const title = readText(input, "name", "title");
  const description = readText(input, "description");
  const dueDate = readText(input, "dead_line", "dueDate");
  return {
    ...(title !== undefined && { title }),
    ...(description !== undefined && { description }),
    ...(dueDate !== undefined && { dueDate }),
  };
}

function readStatus(input: RestInput): string | undefined {
  const given = readText(input, "status");
  if (given === undefined) return undefined;
  const found = Object.entries(statusNames).find(([, names]) => names.includes(given.trim().toLowerCase()));
  if (found === undefined)
    throw badInput("status", `\`status\` must be one of ${Object.values(statusNames).flat().join(", ")}.`);
  return found[0];
}

/** Returns a task of the graph as the old service had it. */
export function toOldTask(task: RestData): object {
  const { id, title, description, status, priority, dueDate, enabled, createdAt, updatedAt, owner } = task;
  return {
    id,
    // The old service was on MongoDB.
    _id: id,
    name: title,
    description,
    status: statusNames[String(status)]?.[0],
    priority,
    dead_line: dueDate,
    is_alive: enabled,
    created_by: (owner as RestData)["username"],
    created_at: createdAt,
    updated_at: updatedAt,
  };
}
