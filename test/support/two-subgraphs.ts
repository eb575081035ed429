/** Two small subgraphs that share an entity, for tests of what stands between them and the gateway. */
import { type FaultySubgraph, startFaultySubgraph } from "./faulty-subgraph.js";

const link = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@cost", "@key"])`;

const userSdl = `${link}
  type Query { me: User  user(id: ID!): User  hello: String! }
  type Mutation { rename(id: ID!, name: String!): User }
  type User @key(fields: "id") { id: ID!  name: String!  nickname: String }
`;

const taskSdl = `${link}
  type Query { tasks(first: Int = 3): [Task!]!  task(id: ID!): Task  count: Int }
  type Mutation { createTask(title: String!): Task  archive: Int @cost(weight: 100) }
  type Task @key(fields: "id") { id: ID!  title: String!  owner: User  requiredOwner: User!  reviewer: User }
  type User @key(fields: "id") { id: ID!  taskCount: Int  tasks: [Task!]! }
`;

const userOf = (id: string) => ({ id, name: `Name of ${id}`, nickname: `nick-${id}` });
const taskOf = (id: string) => {
  const owner = { __typename: "User", id: `u${id}` };
  // All tasks have the same reviewer.
  const reviewer = { __typename: "User", id: "u9" };
  return { id, title: `Task ${id}`, owner, requiredOwner: owner, reviewer };
};

/** Starts `user` and `task`. */
export async function startTwoSubgraphs(): Promise<{ user: FaultySubgraph; task: FaultySubgraph }> {
  let count = 0;
  const user = await startFaultySubgraph("user", userSdl, {
    Query: {
      me: () => userOf("u1"),
      user: (_: unknown, { id }: { id: string }) => userOf(id),
      hello: () => "hello",
    },
    Mutation: {
      rename: (_: unknown, { id, name }: { id: string; name: string }) => ({ ...userOf(id), name }),
    },
    User: { __resolveReference: ({ id }: { id: string }) => userOf(id) },
  });
  const task = await startFaultySubgraph("task", taskSdl, {
    Query: {
      tasks: (_: unknown, { first }: { first: number }) =>
        Array.from({ length: first }, (_one, index) => taskOf(String(index + 1))),
      task: (_: unknown, { id }: { id: string }) => taskOf(id),
      count: () => count,
    },
    Mutation: {
      createTask(_: unknown, { title }: { title: string }) {
        count += 1;
        return { ...taskOf(String(count)), title };
      },
      archive: () => 1,
    },
    User: {
      __resolveReference: ({ id }: { id: string }) => ({ id }),
      taskCount: () => 3,
      tasks: () => [taskOf("1"), taskOf("2")],
    },
  });
  return { user, task };
}
