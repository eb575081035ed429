/** What the routes of the old task service take and return. */
import { nextOf, nodesOf, readId, readPage } from "./read-body.js";
import type { RestAction, RestData } from "./rest-route.js";
import { envelopeOf, nextSchema, taskSchema } from "./schemas.js";
import { changedTaskBody, newTaskBody, readChangedTask, readNewTask, toOldTask } from "./tasks.js";

/** An act on one task, whose root field is `field`. */
const oneTask = (
  summary: string,
  field: string,
  message: string,
  statusCode: 200 | 201 = 200,
): RestAction => ({
  summary,
  variables: readId,
  response: envelopeOf(statusCode, { data: taskSchema }),
  present: ({ [field]: task }) => presentTask(statusCode, message, task),
});

/** Presents a task; null where there is none. */
const presentTask = (statusCode: 200 | 201, message: string, task: unknown): object | null =>
  task === null ? null : { statusCode, intData: { message, data: toOldTask(task as RestData) } };

export const newTask: RestAction = {
  ...oneTask("Creates a task that the caller owns.", "createTask", "The task is registered.", 201),
  body: newTaskBody,
  variables: readNewTask,
};
export const taskList: RestAction = {
  summary: "Lists the tasks that the caller may see.",
  isPaged: true,
  variables: readPage,
  response: envelopeOf(200, { data: { type: "array", items: taskSchema }, next: nextSchema }),
  present: ({ tasks }) => ({
    statusCode: 200,
    intData: { message: "The tasks are found.", data: nodesOf(tasks).map(toOldTask), next: nextOf(tasks) },
  }),
};
export const findTask = oneTask("Returns a task.", "task", "The task is found.");
export const changeTask: RestAction = {
  ...oneTask(
    "Changes a task; with `is_alive` also enables or disables it, which its owner and admins may.",
    "updateTask",
    "The task is changed.",
  ),
  body: changedTaskBody,
  variables: readChangedTask,
  present: ({ updateTask, disableTask, enableTask }) =>
    presentTask(200, "The task is changed.", updateTask ?? disableTask ?? enableTask),
};
export const enableTask = oneTask(
  "Enables a task: its owner and admins may.",
  "enableTask",
  "The task is enabled.",
);
export const disableTask = oneTask(
  "Disables a task: its owner and admins may.",
  "disableTask",
  "The task is disabled.",
);
