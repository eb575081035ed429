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
import { requireOwnerOrAdmin } from "./service/require-owner-or-admin.js";

/**
 * The task's owner or an admin; NOT_FOUND for a caller who may not see the task. The use case checks the same on the
 * version that it changes.
 */
const isOwnerOrAdmin = defineRule(
  "isOwnerOrAdmin",
  ({ parts, caller }: TaskContext, _root: unknown, { id }: { id: string }) =>
    requireOwnerOrAdmin(parts, id, requireClaims(caller)),
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
    enableTask: isOwnerOrAdmin,
    disableTask: isOwnerOrAdmin,
    assignTask: isOwnerOrAdmin,
    // Only the assignee, whom the use case checks on the version that it changes.
    declineTask: isAuthenticated,
    deleteTask: isOwnerOrAdmin,
  },
  Task: { "*": coveredByRoot },
  User: { id: coveredByRoot, tasks: isAuthenticated },
  TaskConnection: { "*": coveredByRoot },
  TaskEdge: { "*": coveredByRoot },
  PageInfo: { "*": coveredByRoot },
  DeleteTaskPayload: { "*": coveredByRoot },
  ...federationRules.types,
};
