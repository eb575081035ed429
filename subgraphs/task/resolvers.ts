/** The task subgraph's fields, each one call of a use case. */
import { notFound } from "../../platform/errors.js";
import { dateScalar, dateTimeScalar } from "../../platform/graphql/scalars.js";
import { requireClaims, requireSignedIn } from "../../platform/identity/caller.js";
import type { Resolvers } from "../../schema/generated/task.js";
import { assignTask } from "./service/assign-task.js";
import { createTask } from "./service/create-task.js";
import { declineTask } from "./service/decline-task.js";
import { deleteTask } from "./service/delete-task.js";
import { disableTask } from "./service/disable-task.js";
import { enableTask } from "./service/enable-task.js";
import { listTasks } from "./service/list-tasks.js";
import { updateTask } from "./service/update-task.js";

export const taskResolvers: Resolvers = {
  DateTime: dateTimeScalar,
  Date: dateScalar,
  Query: {
    task: async (_root, { id }, { taskById }) => {
      const task = await taskById.load(id);
      if (task === null) throw notFound("task");
      return task;
    },
    tasks: (_root, args, { parts, caller, countOf }) =>
      listTasks(parts, args, requireClaims(caller), countOf),
  },
  Mutation: {
    createTask: (_root, { input }, { parts, caller }) => createTask(parts, input, requireSignedIn(caller)),
    updateTask: (_root, { id, input }, { parts, caller }) =>
      updateTask(parts, id, input, requireSignedIn(caller)),
    enableTask: (_root, { id, expectedVersion }, { parts, caller }) =>
      enableTask(parts, id, requireSignedIn(caller), expectedVersion),
    disableTask: (_root, { id, expectedVersion }, { parts, caller }) =>
      disableTask(parts, id, requireSignedIn(caller), expectedVersion),
    assignTask: (_root, { id, assigneeId, expectedVersion }, { parts, caller }) =>
      assignTask(parts, id, assigneeId ?? null, requireSignedIn(caller), expectedVersion),
    declineTask: (_root, { id }, { parts, caller }) => declineTask(parts, id, requireSignedIn(caller)),
    deleteTask: (_root, { id }, { parts, caller }) => deleteTask(parts, id, requireSignedIn(caller)),
  },
  Task: {
    __resolveReference: ({ id }, { taskById }) => taskById.load(id),
    owner: ({ ownerId }) => ({ id: ownerId }),
    assignee: ({ assigneeId }) => (assigneeId === null ? null : { id: assigneeId }),
  },
  User: {
    tasks: ({ id }, query, { tasksByOwner }) => tasksByOwner.load({ ownerId: id, query }),
  },
};
