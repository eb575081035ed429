/** Who may use which field of the task subgraph. A field that is not named here is denied. */
import {
  coveredByRoot,
  defineRule,
  federationRules,
  isAuthenticated,
  type RuleTree,
} from "../../platform/graphql/rules.js";
import { requireClaims } from "../../platform/identity/caller.js";
import type { TaskContext } from "./context.js";

/** Owner or admin; who may not see the task learns nothing of it. The service asks again on the version that it changes. */
const managesTask = defineRule(
  "managesTask",
  ({ tasks, caller }: TaskContext, _root: unknown, { id }: { id: string }) =>
    tasks.requireManager(id, requireClaims(caller)),
);

/** The shield tree. */
export const taskRules: RuleTree = {
  Query: {
    ...federationRules.Query,
    task: isAuthenticated,
    tasks: isAuthenticated,
  },
  Mutation: {
    createTask: isAuthenticated,
    updateTask: isAuthenticated,
    enableTask: managesTask,
    disableTask: managesTask,
    assignTask: managesTask,
    // The assignee alone: the service asks on the version that it changes.
    declineTask: isAuthenticated,
    deleteTask: managesTask,
  },
  Task: { "*": coveredByRoot },
  User: { id: coveredByRoot, tasks: isAuthenticated },
  TaskConnection: { "*": coveredByRoot },
  TaskEdge: { "*": coveredByRoot },
  PageInfo: { "*": coveredByRoot },
  DeleteTaskPayload: { "*": coveredByRoot },
  ...federationRules.types,
};
