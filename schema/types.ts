/** Generates the TypeScript types of each subgraph's arguments and resolvers from its SDL. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { buildSubgraphSchema } from "@apollo/subgraph";
import { codegen } from "@graphql-codegen/core";
import * as typescriptPlugin from "@graphql-codegen/typescript";
import * as resolversPlugin from "@graphql-codegen/typescript-resolvers";
import { parse, print } from "graphql";

/** Which record of the service stands behind a GraphQL type, for each subgraph. */
const mappers: Record<string, Record<string, string>> = {
  auth: {
    User: "../../subgraphs/auth/model.js#PublicAccount",
    Session: "../../subgraphs/auth/service/sessions.js#SessionView",
    AuthPayload: "../../subgraphs/auth/service/tokens.js#IssuedTokens",
  },
  user: {
    User: "../../subgraphs/user/model.js#Profile",
    UserConnection: "../../platform/pagination.js#Page<import('../../subgraphs/user/model.js').Profile>",
    UserEdge: "../../platform/pagination.js#Edge<import('../../subgraphs/user/model.js').Profile>",
  },
  task: {
    Task: "../../subgraphs/task/model.js#Task",
    User: "../../subgraphs/task/model.js#UserReference",
    TaskConnection: "../../platform/pagination.js#Page<import('../../subgraphs/task/model.js').Task>",
    TaskEdge: "../../platform/pagination.js#Edge<import('../../subgraphs/task/model.js').Task>",
  },
};
