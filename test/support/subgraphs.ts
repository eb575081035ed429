/** The subgraphs of this graph, as tests of their rules need them. */
import type { SubgraphDefinition } from "../../platform/graphql/subgraph-server.js";
import { authResolvers } from "../../subgraphs/auth/resolvers.js";
import { authRules } from "../../subgraphs/auth/rules.js";
import { taskResolvers } from "../../subgraphs/task/resolvers.js";
import { taskRules } from "../../subgraphs/task/rules.js";
import { userResolvers } from "../../subgraphs/user/resolvers.js";
import { userRules } from "../../subgraphs/user/rules.js";

/** All of them. */
export const subgraphDefinitions: readonly SubgraphDefinition[] = [
  { name: "auth", resolvers: authResolvers, rules: authRules },
  { name: "user", resolvers: userResolvers, rules: userRules },
  { name: "task", resolvers: taskResolvers, rules: taskRules },
];
