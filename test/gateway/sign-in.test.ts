/** What an operation with a sign-in executes and plans, and for which caller: before the sign-in, below it, after it. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import { continueAsHeader } from "../../platform/identity/continue-as.js";
import { createClient, type GraphClient } from "../support/client.js";
import { type FaultySubgraph, startFaultySubgraph } from "../support/faulty-subgraph.js";
import { startTestGateway, type TestGateway } from "../support/gateway.js";
import { startTestSystem, type TestSystem, type TestUser } from "../support/system.js";
import { startTokenIssuer, type TokenIssuer } from "../support/token-issuer.js";

/** Data and errors, these as `CODE at.path`. */
async function ask(client: GraphClient, query: string, variables?: object) {
  const { data, errors } = await client.send(query, variables);
  return { data, errors: errors.map(({ extensions, path }) => `${extensions.code} ${path?.join(".")}`) };
}

describe("in the whole system", () => {
  let system: TestSystem;
  let ada: TestUser;
  let bob: TestUser;
  beforeAll(async () => {
    system = await startTestSystem();
    [ada, bob] = [await system.registerUser(), await system.registerUser()];
  });
  afterAll(() => system.stop());

  const loginOf = ({ username, password }: TestUser, selection = "tokenType") =>
    `login(input: { identifier: "${username}", password: "${password}" }) { ${selection} }`;
  const wrongLogin = (selection = "accessToken") =>
    `login(input: { identifier: "${bob.username}", password: "not this one" }) { ${selection} }`;
  const create = (title: string) => `createTask(input: { title: "${title}" }) { title }`;
  const titles = async (user: TestUser) => {
    const { tasks } = await user.data<{ tasks: { nodes: { title: string }[] } }>(
      "{ tasks { nodes { title } } }",
    );
    return tasks.nodes.map(({ title }) => title);
  };

  it.each([
    ["", `${"LOGIN"} ${"TASK"}`],
    ["by aliases", "x: LOGIN y: TASK z: TASK"],
    ["in fragments", "...L ...T"],
    ["by variables", "LOGIN @include(if: $yes) ...T @skip(if: $no)"],
    ["with another sign-in that would succeed", "x: LOGIN GOOD TASK"],
  ])("carries nothing out after a sign-in that failed %s", async (_, text) => {
    const [login, task] = [wrongLogin(), create("never")];
    const fields = (name: string) =>
      text.includes(`...${name}`) ? `fragment ${name} on Mutation { ${name === "L" ? login : task} }` : "";
    const good = loginOf(bob).replace("login", "good: login");
    const body = text.replace(/LOGIN( @\S+ \S+)?/, (_all, directive = "") =>
      login.replace(") {", `) ${directive} {`),
    );
    const query = `mutation ($yes: Boolean = true, $no: Boolean = false) { ok: __typename @include(if: $yes) no: __typename @skip(if: $no) ${body.replaceAll("TASK", task).replace("GOOD", good)} } ${fields("L")} ${fields("T")}`;
    const { data, errors } = await ask(ada, query);
    expect(data).toBeNull();
    expect(errors[0]).toMatch(/^INVALID_CREDENTIALS (x|login)$/);
    expect(errors.length).toBeGreaterThan(1);
    for (const error of errors.slice(1)) expect(error).toMatch(/^INVALID_CREDENTIALS (y|z|good|createTask)$/);
    expect(await titles(ada)).not.toContain("never");
    expect(await titles(bob)).not.toContain("never");
  });

  it.each([
    'refresh(input: { refreshToken: "x" }) { accessToken }',
    'loginWithCode(input: { challenge: "x", code: "123456" }) { accessToken }',
    'loginWithPasskey(input: { response: "{}" }) { accessToken }',
    'confirmRegistration(input: { token: "x" }) { accessToken }',
    'register(input: { username: "a", email: "a@example.com", password: "short" }) { accessToken }',
    'changePassword(input: { currentPassword: "not this one", newPassword: "seven quiet herons" }) { accessToken }',
  ])("carries nothing out after %s that failed", async (signIn) => {
    const { data, errors } = await ask(
      ada,
      `mutation { ${signIn} ${create("never")} logoutAll { revokedSessions } }`,
    );
    expect(data).toBeNull();
    const [code] = errors[0]!.split(" ");
    expect(errors.slice(1)).toEqual([`${code} createTask`, `${code} logoutAll`]);
    expect(await titles(ada)).not.toContain("never");
  });

  it("carries out as the earlier caller what comes before, and as the new one what comes after", async () => {
    const query = `mutation { first: ${create("by Ada")} ${loginOf(bob, "user { id }")} second: ${create("by Bob")} }`;
    expect(await ask(ada, query)).toEqual({
      data: {
        first: { title: "by Ada" },
        login: { user: { id: bob.id } },
        second: { title: "by Bob" },
      },
      errors: [],
    });
    expect(await titles(ada)).toContain("by Ada");
    expect(await titles(ada)).not.toContain("by Bob");
    expect(await titles(bob)).toEqual(expect.arrayContaining(["by Bob"]));
  });

  it("goes on from one sign-in to the next", async () => {
    const query = `mutation {
      a: ${loginOf(ada, "user { username displayName }")} x: ${create("twice, Ada")}
      b: ${loginOf(bob, "user { username displayName }")} y: ${create("twice, Bob")}
    }`;
    expect((await ask(system.anonymous, query)).data).toMatchObject({
      a: { user: { username: ada.username, displayName: ada.username } },
      b: { user: { username: bob.username, displayName: bob.username } },
    });
    expect(await titles(ada)).toContain("twice, Ada");
    expect(await titles(bob)).toContain("twice, Bob");
  });

  it("judges what comes after for the new caller, before any of it is carried out", async () => {
    const query = `mutation { ${loginOf(bob)} ${create("refused")} disableUser(id: "${ada.id}") { id } }`;
    expect(await ask(system.anonymous, query)).toEqual({ data: null, errors: ["FORBIDDEN disableUser"] });
    expect(await titles(bob)).not.toContain("refused");
  });

  it("carries nothing out of what the earlier caller may not, the sign-in included", async () => {
    const query = `mutation { ${create("refused")} ${loginOf(bob)} after: ${create("refused")} }`;
    expect(await ask(system.anonymous, query)).toEqual({
      data: null,
      errors: ["UNAUTHENTICATED createTask"],
    });
    expect(await titles(bob)).not.toContain("refused");
  });

  it("shows below a sign-in what its subgraph has and what the others have, for the new caller", async () => {
    const selection = `...T user { ...U tasks(first: 1) { nodes { title owner { username lastLoginAt } } totalCount } }`;
    const query = `mutation Login($first: Int = 1) { ${loginOf(bob, selection)} }
      fragment T on AuthPayload { tokenType token: accessToken }
      fragment U on User { name: username ... on User { email displayName } me: __typename }`;
    const { data, errors } = await ask(system.anonymous, query.replace("($first: Int = 1) ", ""));
    expect(errors).toEqual([]);
    expect(data).toEqual({
      login: {
        tokenType: "Bearer",
        token: expect.any(String),
        user: {
          name: bob.username,
          email: bob.email,
          displayName: bob.username,
          me: "User",
          tasks: {
            nodes: [
              {
                title: expect.any(String),
                owner: { username: bob.username, lastLoginAt: expect.any(String) },
              },
            ],
            totalCount: expect.any(Number),
          },
        },
      },
    });
  });
});

describe("before subgraphs that are watched", () => {
  const link = `extend schema
    @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@authenticated", "@requiresScopes", "@shareable", "@composeDirective"])`;
  const authSdl = `${link}
    @link(url: "https://gatehouse.local/sign-in/v1.0", import: ["@signsIn"])
    @composeDirective(name: "@signsIn")
    directive @signsIn on FIELD_DEFINITION
    type Query { hello: String }
    type Mutation { enter(name: String): Payload @signsIn  mustEnter: Payload! @signsIn  touch: Int }
    type Payload { token: String user: User }
    type User @key(fields: "id") @key(fields: "place { name }") { id: ID! name: String @shareable place: Place @shareable }
    type Place @shareable { name: String }`;
  const taskSdl = `${link}
    type Mutation { write: Int  wipe: Int @requiresScopes(scopes: [["admin"]]) }
    type User @key(fields: "place { name }") { place: Place @shareable name: String @shareable tasks: [Task!] @authenticated secrets: String @requiresScopes(scopes: [["admin"]]) }
    type Place @shareable { name: String }
    type Task { title: String owner: User }`;

  let issuer: TokenIssuer;
  let auth: FaultySubgraph;
  let task: FaultySubgraph;
  let gateway: TestGateway;
  const userOf = (id: string) => ({
    __typename: "User",
    id,
    name: `name of ${id}`,
    place: { name: `place of ${id}` },
  });
  beforeAll(async () => {
    issuer = await startTokenIssuer();
    auth = await startFaultySubgraph("auth", authSdl, {
      Mutation: {
        enter: (_: unknown, { name }: { name?: string }) =>
          name === undefined ? null : { token: "t", user: userOf(name) },
        mustEnter: () => ({ token: "t", user: userOf("m") }),
        touch: () => 1,
      },
      User: { __resolveReference: (user: { id: string }) => userOf(user.id) },
    });
    const tasks = () => [{ title: "one", owner: { ...userOf("o") } }];
    task = await startFaultySubgraph("task", taskSdl, {
      Mutation: { write: () => 2, wipe: () => 3 },
      User: { __resolveReference: (user: object) => ({ ...user, tasks: tasks(), secrets: "s", name: "n" }) },
    });
    gateway = await startTestGateway([auth, task], {
      AUTH_URL: issuer.url,
      SUBGRAPH_URLS: `auth=${auth.url}/graphql`,
      LIMITS: "off",
    });
  });
  afterAll(async () => {
    await gateway.stop();
    await Promise.all([auth, task, issuer].map((one) => one.stop()));
  });
  const signInAs = (roles: ("USER" | "ADMIN")[]) =>
    auth.behave((response, answer, { query }) => {
      if (/enter/i.test(query)) response.setHeader(continueAsHeader, issuer.tokenFor(roles));
      return answer();
    });
  beforeEach(() => {
    auth.behave();
    task.behave();
  });
  const sent = () => [...auth.fetches, ...task.fetches].map(({ query }) => query);

  it("sends nothing after a sign-in that gave null, with an error at each field that is left out", async () => {
    expect(await ask(gateway.client, "mutation { a: touch enter { token } b: touch write }")).toEqual({
      data: { a: 1, enter: null, b: null, write: null },
      errors: ["SIGN_IN_FAILED b", "SIGN_IN_FAILED write"],
    });
    expect(sent()).toHaveLength(2);
  });

  it("sends nothing after a sign-in whose subgraph did not respond, or named no new caller", async () => {
    auth.behave((response) => void response.destroy());
    const query = "mutation { mustEnter { token } write }";
    expect(await ask(gateway.client, query)).toEqual({
      data: null,
      errors: ["SERVICE_UNAVAILABLE mustEnter", "SERVICE_UNAVAILABLE write"],
    });
    auth.behave();
    expect(await ask(gateway.client, query)).toEqual({
      data: { mustEnter: { token: "t" }, write: null },
      errors: ["SIGN_IN_FAILED write"],
    });
    expect(task.fetches).toEqual([]);
  });

  it("signs in once, and asks the others for what is below as the new caller", async () => {
    signInAs(["USER"]);
    const query =
      'mutation { enter(name: "ada") { token user { name tasks { title owner { place { name } } } secrets } } write }';
    expect(await ask(gateway.client, query)).toEqual({
      data: {
        enter: {
          token: "t",
          user: {
            name: "name of ada",
            tasks: [{ title: "one", owner: { place: { name: "place of o" } } }],
            secrets: null,
          },
        },
        write: 2,
      },
      errors: ["FORBIDDEN enter.user.secrets"],
    });
    expect(auth.fetches.filter(({ query: text }) => text.includes("enter"))).toHaveLength(1);
    expect(sent().join()).not.toContain("secrets");
    for (const { headers } of task.fetches) expect(headers.authorization).toMatch(/^Bearer /);
  });

  it("judges what is below by the roles of the new caller", async () => {
    signInAs(["USER", "ADMIN"]);
    const query = 'mutation { enter(name: "ada") { user { secrets } } wipe }';
    expect(await ask(gateway.client, query)).toEqual({
      data: { enter: { user: { secrets: "s" } }, wipe: 3 },
      errors: [],
    });
  });

  it("refuses what the new caller may not before the rest is sent", async () => {
    signInAs(["USER"]);
    expect(await ask(gateway.client, 'mutation { enter(name: "ada") { token } write wipe }')).toEqual({
      data: null,
      errors: ["FORBIDDEN wipe"],
    });
    expect(task.fetches).toEqual([]);
  });

  it("plans nothing of what is below a sign-in that fails", async () => {
    // Planned, it would take many seconds.
    const below = (depth: number): string =>
      `name place { name } tasks { ${Array.from({ length: 3 }, (_, index) => `o${index}: owner { ${depth === 0 ? "name secrets" : below(depth - 1)} }`).join(" ")} }`;
    const startedAt = performance.now();
    const { data, errors } = await ask(gateway.client, `mutation { enter { user { ${below(4)} } } }`);
    expect({ data, errors }).toEqual({ data: { enter: null }, errors: [] });
    expect(performance.now() - startedAt).toBeLessThan(20_000);
    expect(sent()).toHaveLength(1);
  });

  it("leaves other operations of the same request as the earlier caller", async () => {
    const batched = await startTestGateway([auth, task], {
      AUTH_URL: issuer.url,
      SUBGRAPH_URLS: `auth=${auth.url}/graphql`,
      LIMIT_BATCH: "2",
    });
    try {
      signInAs(["USER", "ADMIN"]);
      const response = await fetch(`${batched.url}/graphql`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify([
          { query: 'mutation { enter(name: "x") { token } }' },
          { query: "mutation { touch write }" },
        ]),
      });
      expect(await response.json()).toEqual([
        { data: { enter: { token: "t" } } },
        { data: { touch: 1, write: 2 } },
      ]);
      for (const { headers } of task.fetches) expect(headers.authorization).toBeUndefined();
    } finally {
      await batched.stop();
    }
  });

  it("passes the new caller to no subgraph that has not signed a caller in", async () => {
    const client = createClient(gateway.url, issuer.tokenFor(["USER"]));
    expect(await ask(client, "mutation { touch write }")).toEqual({
      data: { touch: 1, write: 2 },
      errors: [],
    });
  });
});
