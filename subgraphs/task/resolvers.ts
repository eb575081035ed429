/** The task subgraph's fields, each one call of the service. */
import { notFound } from "../../platform/errors.js";
import { dateScalar, dateTimeScalar } from "../../platform/graphql/scalars.js";
import { requireClaims } from "../../platform/identity/caller.js";
import type { Resolvers } from "../../schema/generated/task.js";

export const taskResolvers: Resolvers = {
  DateTime: dateTimeScalar,
  Date: dateScalar,
  Query: {
    task: async (_root, { id }, { taskById }) => {
      const task = await taskById.load(id);
      if (task === null) throw notFound("task");
      return task;
    },
    tasks: (_root, args, { tasks, caller, countOf }) => tasks.list(args, requireClaims(caller), countOf),
  },
  Mutation: {
    createTask: (_root, { input }, { tasks, actor }) => tasks.create(input, actor()),
    updateTask: (_root, { id, input }, { tasks, actor }) => tasks.update(id, input, actor()),
    enableTask: (_root, { id }, { tasks, actor }) => tasks.setEnabled(id, true, actor()),
    disableTask: (_root, { id }, { tasks, actor }) => tasks.setEnabled(id, false, actor()),
    assignTask: (_root, { id, assigneeId }, { tasks, actor }) =>
      tasks.assign(id, assigneeId ?? null, actor()),
    declineTask: (_root, { id }, { tasks, actor }) => tasks.decline(id, actor()),
    deleteTask: (_root, { id }, { tasks, actor }) => tasks.delete(id, actor()),
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
