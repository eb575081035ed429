/** Protected data stays protected on every way: entities, aliases, fragments, nesting, direct calls, forged headers. */
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { gatewaySecretHeader } from "../../platform/http/gateway-secret.js";
import { subgraphNames } from "../../schema/services.js";
import { createClient } from "../support/client.js";
import { startTestSystem, type TestSystem, type TestUser } from "../support/system.js";

let system: TestSystem;
let owner: TestUser;
let stranger: TestUser;
let task: { id: string };
beforeAll(async () => {
  system = await startTestSystem();
  owner = await system.registerUser();
  stranger = await system.registerUser();
  task = (
    await owner.data<{ createTask: { id: string } }>(
      'mutation { createTask(input: { title: "Secret plan" }) { id } }',
    )
  ).createTask;
});
afterAll(() => system.stop());

const entities = (selection: string) =>
  `query ($who: [_Any!]!) { _entities(representations: $who) { ${selection} } }`;

describe("_entities at a subgraph", () => {
  it("gives a stranger no task, and its owner the task", async () => {
    const ask = (user: TestUser) =>
      system
        .subgraph("task", user.accessToken)
        .send(entities("... on Task { id title }"), { who: [{ __typename: "Task", id: task.id }] });
    expect((await ask(stranger)).data).toEqual({ _entities: [null] });
    expect((await ask(owner)).data).toEqual({ _entities: [{ id: task.id, title: "Secret plan" }] });
  });

  it.each(["auth", "user"] as const)(
    "of %s keeps the e-mail address of others, under any alias or fragment",
    async (name) => {
      const selection =
        "...Fields __typename } } fragment Fields on User { harmless: email ... on User { email } ";
      const { data, errors } = await system
        .subgraph(name, stranger.accessToken)
        .send(entities(selection).replace(/ \} \}$/, " }"), { who: [{ __typename: "User", id: owner.id }] });
      expect(data).toEqual({ _entities: [{ __typename: "User", harmless: null, email: null }] });
      expect(errors.map(({ extensions }) => extensions.code)).toEqual(["FORBIDDEN", "FORBIDDEN"]);
    },
  );

  it.each(subgraphNames)("of %s is not for the anonymous, nor for a forged token", async (name) => {
    const who = [{ __typename: "User", id: owner.id }];
    for (const token of [undefined, "forged", `${stranger.accessToken.slice(0, -4)}AAAA`]) {
      expect(await system.subgraph(name, token).codes(entities("__typename"), { who })).toEqual([
        "UNAUTHENTICATED",
      ]);
    }
  });

  it("treats a hostile representation as an unknown id", async () => {
    for (const id of [{ $ne: null }, ["a"], 7, null, "__proto__"]) {
      const { data } = await system
        .subgraph("user", stranger.accessToken)
        .send(entities("... on User { username }"), { who: [{ __typename: "User", id }] });
      expect(JSON.stringify(data ?? null)).not.toContain(owner.username);
    }
  });
});

describe("null for an argument that has none", () => {
  it.each([
    [
      "an input field",
      "query ($d: SortDirection) { tasks(orderBy: { direction: $d }) { totalCount } }",
      "orderBy",
    ],
    ["a condition", "query ($d: Boolean = true) { tasks { totalCount @include(if: $d) } }", "if"],
  ])("is the sender's fault at the gateway and at a subgraph: %s", async (_what, query, argument) => {
    for (const client of [owner, system.subgraph("task", owner.accessToken)]) {
      const { errors } = await client.send(query, { d: null });
      expect(errors).toMatchObject([{ extensions: { code: "BAD_USER_INPUT" } }]);
      expect(errors[0]?.message).toContain(`"${argument}"`);
      expect(errors[0]?.path?.[0]).toBe("tasks");
    }
  });
});

describe("the gateway", () => {
  it("knows no _entities and no _service", async () => {
    const { status, errors } = await owner.send(
      "{ _service { sdl } _entities(representations: []) { __typename } }",
    );
    expect(status).toBe(422);
    expect(errors).not.toEqual([]);
  });

  it("shows tasks nested in another user only as far as the caller may see them", async () => {
    const nested =
      "query ($id: ID!) { user(id: $id) { username tasks { totalCount nodes { title owner { tasks { nodes { title } } } } } } }";
    expect(await stranger.data(nested, owner)).toEqual({
      user: { username: owner.username, tasks: { totalCount: 0, nodes: [] } },
    });
    expect(JSON.stringify(await owner.data(nested, owner))).toContain("Secret plan");
  });

  it("shows no more of User.tasks when the filter names another user", async () => {
    const nested =
      "query ($id: ID!, $other: ID!) { user(id: $id) { tasks(filter: { ownerId: $other }) { totalCount nodes { title } } } }";
    expect(await stranger.data(nested, { id: stranger.id, other: owner.id })).toEqual({
      user: { tasks: { totalCount: 0, nodes: [] } },
    });
  });

  it("keeps the owner's e-mail address from the assignee, through Task.owner", async () => {
    await owner.data("mutation ($id: ID!, $to: ID) { assignTask(id: $id, assigneeId: $to) { id } }", {
      id: task.id,
      to: stranger.id,
    });
    const { data, errors } = await stranger.send(
      "{ tasks { nodes { a: owner { email } b: owner { ...F } assignee { email } } } } fragment F on User { lastLoginAt username }",
    );
    expect(data).toEqual({
      tasks: {
        nodes: [
          {
            a: { email: null },
            b: { lastLoginAt: null, username: owner.username },
            assignee: { email: stranger.email },
          },
        ],
      },
    });
    expect(errors.every(({ extensions }) => extensions.code === "FORBIDDEN")).toBe(true);
    await owner.data("mutation ($id: ID!) { assignTask(id: $id, assigneeId: null) { id } }", task);
  });

  it("refuses each of many aliased attempts by itself", async () => {
    const operation = `mutation { a: enableTask(id: "${task.id}") { id } b: deleteTask(id: "${task.id}") { id } c: disableTask(id: "${task.id}") { id } }`;
    expect(await stranger.codes(operation)).toEqual(["NOT_FOUND"]);
    const query = `{ a: task(id: "${task.id}") { title } b: task(id: "${task.id}") { title } me { id } }`;
    const { data, errors } = await stranger.send(query);
    expect(data).toEqual({ a: null, b: null, me: { id: stranger.id } });
    expect(errors.map(({ extensions }) => extensions.code)).toEqual(["NOT_FOUND", "NOT_FOUND"]);
    expect(await owner.codes(`{ task(id: "${task.id}") { title } }`)).toEqual([]);
  });

  it("takes no identity from headers but the bearer token", async () => {
    const forged = {
      user: JSON.stringify({ id: owner.id, roles: ["ADMIN"] }),
      "x-user-id": owner.id,
      "x-forwarded-user": owner.id,
      "x-gatehouse-continue-as": owner.accessToken,
      [gatewaySecretHeader]: system.gatewaySecret,
    };
    expect(await createClient(system.urls.gateway, undefined, forged).codes("{ me { id } }")).toEqual([
      "UNAUTHENTICATED",
    ]);
    const { data } = await createClient(system.urls.gateway, stranger.accessToken, forged).send(
      "{ me { id } }",
    );
    expect(data).toEqual({ me: { id: stranger.id } });
  });

  it("does not let a client choose the address that its session is listed with", async () => {
    const lying = createClient(system.urls.gateway, undefined, {
      "x-gatehouse-client-ip": "6.6.6.6",
      "x-forwarded-for": "6.6.6.6",
    });
    const { login } = await lying.data<{ login: { accessToken: string } }>(
      "mutation ($input: LoginInput!) { login(input: $input) { accessToken } }",
      { input: { identifier: owner.username, password: owner.password } },
    );
    const { sessions } = await createClient(system.urls.gateway, login.accessToken).data<{
      sessions: { ipAddress: string }[];
    }>("{ sessions { ipAddress } }");
    expect(sessions.map(({ ipAddress }) => ipAddress)).not.toContain("6.6.6.6");
  });

  it("returns tokens only in the response: the header between auth and gateway stays inside", async () => {
    const { headers } = await system.anonymous.send(
      "mutation ($input: LoginInput!) { login(input: $input) { expiresIn } }",
      { input: { identifier: owner.username, password: owner.password } },
    );
    expect([...headers.keys()]).not.toContain("x-gatehouse-continue-as");
  });
});

describe("a subgraph", () => {
  it.each(subgraphNames)("(%s) refuses a request without the gateway's secret", async (name) => {
    for (const secret of [undefined, "", "wrong", `${system.gatewaySecret}x`]) {
      const headers: Record<string, string> = secret === undefined ? {} : { [gatewaySecretHeader]: secret };
      const answer = await fetch(`${system.urls[name]}/graphql`, {
        method: "POST",
        headers: {
          "content-type": "application/json",
          authorization: `Bearer ${owner.accessToken}`,
          ...headers,
        },
        body: JSON.stringify({ query: "{ __typename }" }),
      });
      expect(answer.status).toBe(403);
      expect((await fetch(`${system.urls[name]}/health/status`, { headers })).status).toBe(403);
    }
  });
});
