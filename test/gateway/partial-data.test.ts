/** The errors of a subgraph that is away: at each field that it leaves empty. */
import type { ServerResponse } from "node:http";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "@jest/globals";
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

/** The response while `user` is away: the data, and the paths of the errors, all of one code. */
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
  // `name` is non-null, so its owner becomes null too; the error keeps the path of the field.
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

it("stands at each place of an entity that a list holds several times, and is fetched once", async () => {
  const query = "{ tasks(first: 2) { reviewer { nickname tasks { title } } } }";
  expect(await askWithoutUser(query)).toEqual({
    data: {
      tasks: Array(2).fill({
        reviewer: { nickname: null, tasks: [{ title: "Task 1" }, { title: "Task 2" }] },
      }),
    },
    paths: ["tasks.0.reviewer.nickname", "tasks.1.reviewer.nickname"],
  });
  expect(user.fetches.at(-1)?.variables["representations"]).toEqual([{ __typename: "User", id: "u9" }]);
  user.behave();
  expect(await gateway.client.data(query)).toMatchObject({
    tasks: Array(2).fill({ reviewer: { nickname: "nick-u9" } }),
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

describe("a response of a subgraph that breaks the rules", () => {
  const list = "{ tasks(first: 3) { title owner { name nickname } } }";
  const titles = [1, 2, 3].map((number) => ({ title: `Task ${number}`, owner: null }));
  const masked = "INTERNAL_SERVER_ERROR";
  const send = (response: ServerResponse, answer: object) =>
    void response.setHeader("content-type", "application/json").end(JSON.stringify(answer));
  const found = (number: number) => ({ name: `Name of u${number}`, nickname: null });

  it.each<[string, object, object, [string, string][]]>([
    [
      "does not know an entity",
      { data: { _entities: [found(1), null, found(3)] } },
      {
        tasks: [
          { title: "Task 1", owner: found(1) },
          { title: "Task 2", owner: null },
          { title: "Task 3", owner: found(3) },
        ],
      },
      [["tasks.1.owner.name", masked]],
    ],
    ...(
      [
        ["has too few entities", { data: { _entities: [found(1)] } }],
        ["has too many entities", { data: { _entities: [1, 2, 3, 4].map(found) } }],
        ["has no list of entities", { data: { _entities: { 0: found(1) } } }],
        ["has null for data", { data: null }],
        ["has no entities", { data: {} }],
        ["tells of an error without a path", { errors: [{ message: "connect ECONNREFUSED" }] }],
        ["tells of an error at no place", { data: null, errors: [{ message: "x", path: ["nowhere", 7] }] }],
      ] as const
    ).map(
      ([what, answer]) =>
        [
          what,
          answer,
          { tasks: titles },
          [0, 1, 2].flatMap((index) =>
            ["name", "nickname"].map((field): [string, string] => [`tasks.${index}.owner.${field}`, masked]),
          ),
        ] as [string, object, object, [string, string][]],
    ),
    [
      "says why without a path",
      { data: null, errors: [{ message: "Later.", extensions: { code: "RATE_LIMITED" } }] },
      { tasks: titles },
      [0, 1, 2].flatMap((index) =>
        ["name", "nickname"].map((field): [string, string] => [
          `tasks.${index}.owner.${field}`,
          "RATE_LIMITED",
        ]),
      ),
    ],
    [
      "tells of an error at the whole list of entities",
      {
        data: null,
        errors: [{ message: "No.", path: ["_entities"], extensions: { code: "FORBIDDEN" } }],
      },
      { tasks: titles },
      [0, 1, 2].flatMap((index) =>
        ["name", "nickname"].map((field): [string, string] => [`tasks.${index}.owner.${field}`, "FORBIDDEN"]),
      ),
    ],
    [
      "has an object for a text",
      { data: { _entities: [{ name: { first: "A" }, nickname: "n" }, found(2), found(3)] } },
      {
        tasks: [
          { title: "Task 1", owner: null },
          { title: "Task 2", owner: found(2) },
          { title: "Task 3", owner: found(3) },
        ],
      },
      [["tasks.0.owner.name", masked]],
    ],
  ])("leaves no null without its error where it %s", async (_what, answer, data, errors) => {
    user.behave((response) => {
      response.setHeader("cache-control", "max-age=60, public");
      send(response, answer);
    });
    task.behave((response, respond) => {
      response.setHeader("cache-control", "max-age=60, public");
      return respond();
    });
    const shown = await gateway.client.send(list);
    task.behave();
    expect(shown.data).toEqual(data);
    expect(shown.errors.map(({ path, extensions }) => [path?.join("."), extensions.code])).toEqual(errors);
    for (const { message } of shown.errors) expect(message).not.toMatch(/ECONN|nullable|entities/);
    // Such a response is incomplete.
    expect(shown.headers.get("cache-control")).toBe("no-store");
  });

  it.each([
    ["a text", { data: { tasks: "many" } }],
    ["an object", { data: { tasks: { length: 3 } } }],
    ["null", { data: { tasks: null } }],
    ["nothing", { data: {} }],
    ["a list of what is no object", { data: { tasks: [1, "2", []] } }],
  ])("costs its own part only where it has %s for a list", async (_what, answer) => {
    task.behave((response) => send(response, answer));
    const { data, errors } = await gateway.client.send("{ me { name } tasks { title } }");
    task.behave();
    // `tasks` and its items are non-null.
    expect(data).toBeNull();
    expect(errors.length).toBeGreaterThan(0);
    for (const { path, extensions } of errors)
      expect([path?.[0], extensions.code]).toEqual(["tasks", masked]);
  });

  it("is limited in number, and errors above the limit are reported for the list around them", async () => {
    user.behave((response) => void response.writeHead(503, { "retry-after": "9" }).end());
    const { data, errors } = await gateway.client.send("{ tasks(first: 700) { owner { nickname } } }");
    expect(data).toEqual({ tasks: Array(700).fill({ owner: { nickname: null } }) });
    expect(errors).toHaveLength(201);
    expect(errors.at(-1)?.path).toEqual(["tasks"]);
  });

  it("leaves the objects of which nothing is selected in the end", async () => {
    const query =
      "query ($no: Boolean = false) { me { ...Name } tasks(first: 1) { owner { name @include(if: $no) } } }";
    const fragment = "fragment Name on User { nickname @include(if: $no) }";
    expect(await gateway.client.send(`${query} ${fragment}`)).toMatchObject({
      data: { me: {}, tasks: [{ owner: {} }] },
      errors: [],
    });
  });
});
