/** Where the error of a subgraph that is away stands in the answer: at each field that it leaves empty. */
import { afterAll, afterEach, beforeAll, expect, it } from "@jest/globals";
import { listErrorPaths } from "../../gateway/subgraph/error-paths.js";
import type { FaultySubgraph } from "../support/faulty-subgraph.js";
import { startTestGateway, type TestGateway } from "../support/gateway.js";
import { startTwoSubgraphs } from "../support/two-subgraphs.js";

let user: FaultySubgraph;
let task: FaultySubgraph;
let gateway: TestGateway;
beforeAll(async () => {
  ({ user, task } = await startTwoSubgraphs());
  gateway = await startTestGateway([user, task], { SUBGRAPH_BREAKER_FAILURES: "20" });
});
afterAll(async () => {
  await gateway.stop();
  await Promise.all([user.stop(), task.stop()]);
});
afterEach(() => user.behave());

/** The answer while `user` is away: the data, and the paths of the errors, all of one code. */
async function askWithoutUser(query: string, variables: object = {}) {
  user.behave((response) => void response.writeHead(503, { "retry-after": "9" }).end());
  const { data, errors } = await gateway.client.send(query, variables);
  expect(new Set(errors.map(({ extensions }) => extensions.code))).toEqual(new Set(["SERVICE_UNAVAILABLE"]));
  return { data, paths: errors.map(({ path }) => path?.join(".")) };
}

it("stands at each root field, by its alias", async () => {
  expect(await askWithoutUser('{ me { id } other: user(id: "u2") { id } count __typename }')).toEqual({
    data: { me: null, other: null, count: 0, __typename: "Query" },
    paths: ["me", "other"],
  });
});

it("stands at each field of each entity in a list", async () => {
  const answer = await askWithoutUser("{ tasks(first: 2) { title owner { id called: name nickname } } }");
  // `name` may not be null, so that its owner goes with it; the error keeps the path of the field.
  expect(answer).toEqual({
    data: {
      tasks: [
        { title: "Task 1", owner: null },
        { title: "Task 2", owner: null },
      ],
    },
    paths: [0, 1].flatMap((index) => [`tasks.${index}.owner.called`, `tasks.${index}.owner.nickname`]),
  });
});

it("leaves what may be null beside it", async () => {
  expect(await askWithoutUser("{ tasks(first: 1) { owner { id nickname } } }")).toEqual({
    data: { tasks: [{ owner: { id: "u1", nickname: null } }] },
    paths: ["tasks.0.owner.nickname"],
  });
});

it("goes up to the next field that may be null, and no further", async () => {
  expect(await askWithoutUser("{ count tasks(first: 1) { requiredOwner { name } } }")).toMatchObject({
    data: null,
    paths: ["tasks.0.requiredOwner.name"],
  });
  expect(await askWithoutUser('{ count task(id: "1") { requiredOwner { name } } }')).toMatchObject({
    data: { count: 0, task: null },
    paths: ["task.requiredOwner.name"],
  });
});

it("stands only where something was asked for", async () => {
  const query = `query ($yes: Boolean!, $no: Boolean!) {
    tasks(first: 1) { owner { id a: nickname @include(if: $yes) b: nickname @include(if: $no) c: nickname @skip(if: $yes) } }
  }`;
  expect((await askWithoutUser(query, { yes: true, no: false })).paths).toEqual(["tasks.0.owner.a"]);
});

it("follows the entity of a fetch that comes after another", async () => {
  task.behave((response, answer, { query }) =>
    query.includes("_entities") ? void response.writeHead(500).end() : answer(),
  );
  const { data, errors } = await gateway.client.send(
    '{ user(id: "u2") { name taskCount } me { tasks { id } } }',
  );
  task.behave();
  expect(data).toEqual({ user: { name: "Name of u2", taskCount: null }, me: null });
  expect(errors.map(({ path }) => path?.join("."))).toEqual(
    expect.arrayContaining(["user.taskCount", "me.tasks"]),
  );
});

it("is limited in number, for the gateway has the least time when a subgraph is away", () => {
  const representations = Array.from({ length: 5_000 }, () => ({ __typename: "User", id: "u" }));
  const query =
    "query ($representations: [_Any!]!) { _entities(representations: $representations) { ... on User { a b } } }";
  const paths = listErrorPaths(query, { representations });
  expect(paths).toHaveLength(200);
  expect(paths.slice(0, 3)).toEqual([
    ["_entities", 0, "a"],
    ["_entities", 0, "b"],
    ["_entities", 1, "a"],
  ]);
});

it("minds the type of each entity, and names the entity where only an interface says what it has", () => {
  const query = `query ($representations: [_Any!]!) {
    _entities(representations: $representations) { ... on A { x } ...OnB ... on Node { z } }
  }
  fragment OnB on B { y }`;
  const representations = [{ __typename: "B" }, { __typename: "A" }, { __typename: "C" }];
  expect(listErrorPaths(query, { representations })).toEqual([
    ["_entities", 0, "y"],
    ["_entities", 1, "x"],
    ["_entities", 2],
  ]);
});
