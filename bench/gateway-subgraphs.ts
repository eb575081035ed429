/** Two subgraphs that respond from memory without executing anything, so that only the gateway is measured. */
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { composeServices } from "@apollo/composition";
import { parse } from "graphql";
import type { Lifecycle } from "../platform/closer-stack.js";

/** Rows of a list, which is the number of entities of the second fetch. */
const rows = 20;

const link = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"])`;
const taskSdl = `${link}
  type Query { board(id: ID!): Board }
  type Board { id: ID!  tasks: [Task!]! }
  type Task @key(fields: "id") { id: ID!  title: String!  done: Boolean!  owner: User! }
  type User @key(fields: "id") { id: ID! }
`;
const userSdl = `${link}
  type Query { unused: ID }
  type User @key(fields: "id") { id: ID!  username: String!  displayName: String! }
`;

/** A measured case: a name, and an operation with the variable `id`, which differs in each request. */
export const operations = {
  "{ __typename }": "query ($id: ID!) { __typename board(id: $id) @skip(if: true) { id } }",
  "one subgraph, a list of 20": "query ($id: ID!) { board(id: $id) { id tasks { id title done } } }",
  "two subgraphs, 20 entities":
    "query ($id: ID!) { board(id: $id) { id tasks { id title owner { id username displayName } } } }",
} as const;

/** Starts both; returns their supergraph. */
export async function startSubgraphs(lifecycle: Lifecycle): Promise<string> {
  const tasks = Array.from({ length: rows }, (_one, index) => ({
    __typename: "Task",
    id: `t${index}`,
    title: `Task ${index}`,
    done: index % 2 === 0,
    owner: { __typename: "User", id: `u${index}` },
  }));
  const users = tasks.map(({ owner }) => ({
    ...owner,
    username: `user-${owner.id}`,
    displayName: `User ${owner.id}`,
  }));
  const taskText = JSON.stringify(tasks);
  const userText = JSON.stringify({ data: { _entities: users } });
  const task = await serve(
    (body) =>
      `{"data":{"board":{"id":${JSON.stringify(JSON.parse(body).variables.id)},"tasks":${taskText}}}}`,
    lifecycle,
  );
  const user = await serve(() => userText, lifecycle);
  const { supergraphSdl, errors } = composeServices([
    { name: "task", url: task, typeDefs: parse(taskSdl) },
    { name: "user", url: user, typeDefs: parse(userSdl) },
  ]);
  if (supergraphSdl === undefined) throw new Error(String(errors));
  return supergraphSdl;
}

async function serve(answer: (body: string) => string, lifecycle: Lifecycle): Promise<string> {
  const server = createServer(async (request, response) => {
    const text = answer(await readText(request));
    response.setHeader("content-type", "application/json").end(text);
  });
  server.keepAliveTimeout = 60_000;
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  lifecycle.onStop(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`;
}

function readText(request: IncomingMessage): Promise<string> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk) => chunks.push(chunk));
    request.once("end", () => resolve(Buffer.concat(chunks).toString()));
    request.once("error", reject);
  });
}
