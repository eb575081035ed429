/** Attacks on a graph, over real sockets, on a gateway with production settings. It serves on after each attack. */
import { request } from "node:http";
import { connect } from "node:net";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "@jest/globals";
import { gatewaySecretHeader } from "../../platform/http/gateway-secret.js";
import { subgraphNames } from "../../schema/services.js";
import { createClient } from "../support/client.js";
import { startTestSystem, type TestSystem, type TestUser } from "../support/system.js";

let system: TestSystem;
let user: TestUser;
beforeAll(async () => {
  system = await startTestSystem({
    INTROSPECTION: "false",
    PLAYGROUND: "false",
    MASK_ERRORS: "true",
    RECEIVE_TIMEOUT_MS: "500",
  });
  user = await system.registerUser();
});
afterAll(() => system.stop());
afterEach(async () => {
  expect(await user.data("{ me { id } }")).toEqual({ me: { id: user.id } });
});

const times = (count: number, one: (index: number) => string) =>
  Array.from({ length: count }, (_, index) => one(index)).join(" ");
const url = () => `${system.urls.gateway}/graphql`;
const post = async (body: string | Uint8Array, headers: Record<string, string> = {}) => {
  const response = await fetch(url(), {
    method: "POST",
    headers: { "content-type": "application/json", authorization: `Bearer ${user.accessToken}`, ...headers },
    body: body as string,
  });
  return { status: response.status, headers: response.headers, text: await response.text() };
};

/** Writes raw bytes and resolves to everything that arrives until the connection ends. */
const raw = (bytes: string) =>
  new Promise<string>((resolve) => {
    const { hostname, port } = new URL(url());
    const socket = connect(Number(port), hostname, () => socket.write(bytes));
    let received = "";
    socket
      .on("data", (chunk) => (received += chunk))
      .on("error", () => {})
      .on("close", () => resolve(received));
  });

describe("many in one", () => {
  const login = (index: number) =>
    `a${index}: login(input: { identifier: "${user.username}", password: "guess ${index} of many" }) { accessToken }`;

  it("two hundred aliased sign-ins are not one of them tried", async () => {
    expect(await system.anonymous.codes(`mutation { ${times(200, login)} }`)).toEqual([
      "TOKENS_LIMIT_EXCEEDED",
    ]);
    expect(await system.anonymous.codes(`mutation { ${times(60, login)} }`)).toEqual([
      "ALIASES_LIMIT_EXCEEDED",
    ]);
    const again = { identifier: user.username, password: user.password };
    // As many wrong guesses would have locked the account.
    const answer = await system.anonymous.send(
      "mutation ($input: LoginInput!) { login(input: $input) { accessToken } }",
      { input: again },
    );
    expect(answer.errors).toEqual([]);
  });

  it("those that one request may hold are counted each by itself", async () => {
    const other = await system.registerUser();
    const guesses = times(15, login).replaceAll(user.username, other.username);
    const codes: string[] = [];
    for (let request = 0; request < 15; request++)
      codes.push(...(await system.anonymous.codes(`mutation { ${guesses} }`)));
    expect(new Set(codes)).toEqual(new Set(["INVALID_CREDENTIALS", "RATE_LIMITED"]));
  });

  it("a batch of sign-ins is refused whole", async () => {
    const operations = Array.from({ length: 20 }, (_, index) => ({ query: `mutation { ${login(index)} }` }));
    expect(await post(JSON.stringify(operations))).toMatchObject({
      status: 422,
      text: expect.stringContaining("BATCH_LIMIT_EXCEEDED"),
    });
  });

  it.each([
    ["a field", `{ ${times(500, () => "__typename")} }`, "FIELDS_LIMIT_EXCEEDED"],
    ["an alias", `{ ${times(101, (i) => `a${i}: __typename`)} }`, "ALIASES_LIMIT_EXCEEDED"],
    ["a directive", `{ __typename ${times(10, () => "@aa")} }`, "DIRECTIVES_LIMIT_EXCEEDED"],
    ["a condition", `{ me { ${times(50, () => "id @skip(if: false)")} } }`, "DIRECTIVES_LIMIT_EXCEEDED"],
    ["an argument", `{ users(${times(2_000, () => "first: 1")}) { totalCount } }`, "TOKENS_LIMIT_EXCEEDED"],
    ["an operation", times(900, (i) => `query Q${i} { __typename }`), "TOKENS_LIMIT_EXCEEDED"],
    [
      "a fragment",
      `{ ...A } ${times(900, (i) => `fragment A${i} on Query { id }`)}`,
      "TOKENS_LIMIT_EXCEEDED",
    ],
    [
      "a bracket",
      `{ users(filter: ${"[".repeat(30_000)}`,
      expect.stringMatching(/^(TOKENS|DEPTH)_LIMIT_EXCEEDED$/),
    ],
    ["a brace", "{ me ".repeat(10_000), expect.stringMatching(/^(TOKENS|DEPTH)_LIMIT_EXCEEDED$/)],
  ])("%s said over and over is refused for that", async (_what: string, query: string, code: unknown) => {
    expect(await user.codes(query)).toEqual([code]);
  });
});

describe("much from little", () => {
  const nest = (levels: number): string =>
    levels === 0 ? "id" : `tasks { nodes { owner { ${nest(levels - 1)} } } }`;

  it("a deep query is refused", async () => {
    expect(await user.codes(`{ me { ${nest(30)} } }`)).toEqual(["DEPTH_LIMIT_EXCEEDED"]);
  });

  it("a wide and not so deep one is refused for what it would cost", async () => {
    expect(await user.codes(`{ users(first: 100) { nodes { ${nest(2)} } } }`)).toEqual([
      "COST_LIMIT_EXCEEDED",
    ]);
  });

  it("fragments that spread each other in a circle are refused", async () => {
    const circle = "fragment A on User { id ...B } fragment B on User { username ...A }";
    expect(await user.codes(`{ me { ...A } } ${circle}`)).toEqual(["GRAPHQL_VALIDATION_FAILED"]);
    expect(await user.codes("{ me { ...A } } fragment A on User { ...A }")).toEqual([
      "GRAPHQL_VALIDATION_FAILED",
    ]);
  });

  it("fragments that double each other are refused", async () => {
    const doubling = times(30, (i) => `fragment F${i} on User { a${i}: id ...F${i + 1} ...F${i + 1} }`);
    const query = `{ me { ...F0 } } ${doubling} fragment F30 on User { id }`;
    expect(await user.codes(query)).toEqual(["ALIASES_LIMIT_EXCEEDED"]);
    expect(await user.codes(query.replaceAll(/a\d+: id/g, "id"))).toEqual(["FIELDS_LIMIT_EXCEEDED"]);
  });

  it("a list longer than can be is refused, wherever its length is said", async () => {
    for (const first of ["2147483647", "1001"]) {
      expect(await user.codes(`{ users(first: ${first}) { totalCount } }`)).toEqual(["FIRST_LIMIT_EXCEEDED"]);
      const query = "query ($n: Int) { users(first: $n) { totalCount } }";
      expect(await user.codes(query, { n: Number(first) })).toEqual(["FIRST_LIMIT_EXCEEDED"]);
    }
    expect(await user.codes("{ users(first: 99999999999999999999) { totalCount } }")).toHaveLength(1);
  });

  it("a long value is not sent back for each mistake in it", async () => {
    const mistakes = Object.fromEntries(Array.from({ length: 200 }, (_, index) => [`unknown${index}`, 1]));
    const variables = { input: { username: "x".repeat(50_000), ...mistakes } };
    const query = "mutation ($input: RegisterInput!) { register(input: $input) { expiresIn } }";
    const { text } = await post(JSON.stringify({ query, variables }));
    expect(JSON.parse(text).errors.length).toBeLessThanOrEqual(10);
    expect(text.length).toBeLessThan(20_000);
  });

  it("a long list of values is refused", async () => {
    const query = "mutation ($id: ID!, $roles: [Role!]!) { setUserRoles(id: $id, roles: $roles) { id } }";
    const roles = Array(30_000).fill("USER");
    expect(await user.codes(query, { id: user.id, roles })).toEqual(["VARIABLES_LIMIT_EXCEEDED"]);
  });
});

describe("bodies", () => {
  it("that are huge are refused with 413, whether they say so or not", async () => {
    const huge = JSON.stringify({ query: `{ __typename } # ${"x".repeat(4_000_000)}` });
    expect(await post(huge)).toMatchObject({
      status: 413,
      text: expect.stringContaining("BODY_LIMIT_EXCEEDED"),
    });
    const status = await new Promise<number | undefined>((resolve, reject) => {
      const chunked = request(
        url(),
        { method: "POST", headers: { "content-type": "application/json" } },
        (response) => {
          resolve(response.statusCode);
          response.resume();
        },
      );
      // The server may close while the client still writes.
      chunked.on("error", (error: NodeJS.ErrnoException) =>
        error.code === "EPIPE" || error.code === "ECONNRESET" ? undefined : reject(error),
      );
      for (let i = 0; i < 20; i++) chunked.write("x".repeat(100_000));
      chunked.end();
    });
    expect(status).toBe(413);
  });

  it("that never end get 408 while others are served", async () => {
    const head =
      "POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 1000\r\n\r\n";
    const slow = Promise.all(Array.from({ length: 50 }, () => raw(`${head}{"query"`)));
    expect(await user.codes("{ me { id } }")).toEqual([]);
    for (const answer of await slow) expect(answer).toMatch(/^HTTP\/1\.1 408 /);
  });

  it.each([
    ["broken UTF-8", Buffer.from([0x7b, 0x22, 0xc3, 0x28, 0x22, 0x7d])],
    ["an overlong encoding", Buffer.from([0x7b, 0xc0, 0xaf, 0x7d])],
    ["a surrogate in UTF-8", Buffer.from([0x22, 0xed, 0xa0, 0x80, 0x22])],
    ["UTF-16", Buffer.from('{"query":"{ __typename }"}', "utf16le")],
    ["zeros", Buffer.alloc(1_000)],
    ["noise", Buffer.from(Array.from({ length: 1_000 }, (_, index) => (index * 7_919) % 256))],
    ["ten thousand brackets", Buffer.from("[".repeat(10_000))],
  ])("of %s are refused with 400", async (_what, bytes) => {
    expect((await post(bytes)).status).toBe(400);
  });

  it("with texts that are not valid Unicode get a response", async () => {
    for (const text of ["\ud800", "\u0000", "\u202e", "\uffff"]) {
      const variables = { filter: { usernamePrefix: text } };
      const { status } = await user.send(
        "query ($filter: UserFilter) { users(filter: $filter) { totalCount } }",
        variables,
      );
      expect(status).toBeLessThan(500);
      expect((await user.send(`{ me { id } } # ${text}`)).status).toBeLessThan(500);
    }
  });

  it("with two lengths, a bad one, or headers without end are refused by HTTP itself", async () => {
    const head =
      "POST /graphql HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncontent-type: application/json\r\n";
    for (const rest of [
      "content-length: 5\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n",
      "content-length: 5\r\ncontent-length: 6\r\n\r\n{}",
      "content-length: -1\r\n\r\n{}",
      `${"x-long: y\r\n".repeat(5_000)}\r\n`,
    ]) {
      expect(await raw(head + rest)).toMatch(/^HTTP\/1\.1 4\d\d /);
    }
  });
});

describe("names of JavaScript's own", () => {
  const names = ["__proto__", "constructor", "prototype", "toString", "hasOwnProperty"];

  it("pollute nothing as aliases, also where results of two subgraphs are merged", async () => {
    await user.data('mutation { createTask(input: { title: "x" }) { id } }');
    for (const name of names) {
      const query = `{ ${name}: me { id ${name}: username } tasks { nodes { ${name}: owner { polluted: username ${name}: id } } } }`;
      const { status, text } = await post(JSON.stringify({ query }));
      expect(status).toBeLessThan(500);
      expect(text).not.toContain("INTERNAL_SERVER_ERROR");
      expect(({} as Record<string, unknown>)["polluted"]).toBeUndefined();
    }
    expect(Object.keys(Object.prototype)).toEqual([]);
  });

  it("pollute nothing as variables, input fields, operation names and extensions", async () => {
    const operation = "mutation Create($input: CreateTaskInput!) { createTask(input: $input) { id } }";
    for (const name of names) {
      const evil = `{"${name}":{"polluted":true}}`;
      for (const body of [
        `{"query":${JSON.stringify(operation)},"variables":{"input":{"title":"x","${name}":{"polluted":true}}}}`,
        `{"query":"{ me { id } }","variables":${evil}}`,
        `{"query":"{ me { id } }","operationName":"${name}"}`,
        `{"query":"{ me { id } }","extensions":${evil}}`,
        `{"${name}":{"query":"{ me { id } }"}}`,
      ]) {
        expect((await post(body)).status).toBeLessThan(500);
        expect(({} as Record<string, unknown>)["polluted"]).toBeUndefined();
      }
    }
  });

  it("are no fields, types, arguments or directives", async () => {
    for (const name of names.slice(1)) {
      for (const query of [
        `{ ${name} }`,
        `{ me { ${name} } }`,
        `{ ... on ${name} { id } }`,
        `{ me(${name}: 1) { id } }`,
        `{ me @${name} { id } }`,
        `query ($a: ${name}) { me { id } }`,
        `{ ...${name} }`,
      ]) {
        expect(await user.codes(query)).toEqual(["GRAPHQL_VALIDATION_FAILED"]);
      }
    }
  });
});

describe("other sites' pages", () => {
  const mutation = "mutation { logoutAll { revokedSessions } }";

  it("change nothing by GET, by a form, or by what a form can send", async () => {
    const search = new URLSearchParams({ query: mutation });
    for (const headers of [{}, { "apollo-require-preflight": "1" }] as Record<string, string>[]) {
      const answer = await fetch(`${url()}?${search}`, {
        headers: { authorization: `Bearer ${user.accessToken}`, ...headers },
      });
      expect([400, 405]).toContain(answer.status);
    }
    const json = JSON.stringify({ query: mutation });
    for (const [type, body] of [
      ["application/x-www-form-urlencoded", search.toString()],
      [
        "multipart/form-data; boundary=b",
        `--b\r\ncontent-disposition: form-data; name="operations"\r\n\r\n${json}\r\n--b--`,
      ],
      ["text/plain", json],
      ["application/json+x", json],
      ["", json],
    ] as const) {
      expect((await post(body, { "content-type": type })).status).toBe(415);
    }
  });
});

describe("the schema", () => {
  it("is not revealed by introspection", async () => {
    for (const query of ["{ __schema { types { name } } }", '{ __type(name: "User") { name } }']) {
      expect((await user.send(query)).errors).toEqual([
        { message: "The operation is not valid.", extensions: { code: "GRAPHQL_VALIDATION_FAILED" } },
      ]);
    }
    expect(await user.data("{ __typename }")).toEqual({ __typename: "Query" });
  });

  it("is not revealed by suggestions, nor by any other part of an error", async () => {
    const nearMisses = [
      "{ mee { id } }",
      "{ me { idd } }",
      "{ me }",
      "{ me { id { x } } }",
      "{ user { id } }",
      "{ user(idd: 1) { id } }",
      "{ users(filter: { rol: ADMIN }) { totalCount } }",
      "{ users(filter: { role: ADMN }) { totalCount } }",
      '{ users(first: "x") { totalCount } }',
      "{ me { ... on Usr { id } } }",
      "query ($a: Strin) { me { id } }",
      "query ($a: Int) { user(id: $a) { id } }",
      "query @skip { __typename }",
      "query @deprecated { __typename }",
      "{ me { id @skp(if: true) } }",
      'mutation { register(input: { usrname: "x" }) { user { id } } }',
      "mutation { logn { accessToken } }",
      "subscription { taskCreated { id } }",
      "{",
      "{ me { id } ",
      "query { me { id } } \u0001",
    ];
    const known = [
      "The operation is not valid.",
      "A value does not fit its type.",
      "The document cannot be parsed.",
      "This graph has no subscriptions.",
    ];
    for (const query of nearMisses) {
      const { errors } = await user.send(query);
      expect(errors).toHaveLength(1);
      expect(Object.keys(errors[0]!).sort()).toEqual(["extensions", "message"]);
      expect(known).toContain(errors[0]!.message);
    }
    const { errors } = await user.send("query ($f: UserFilter) { users(filter: $f) { totalCount } }", {
      f: { role: "ADMN", usernamePrefx: "x" },
    });
    expect(errors.map(({ message }) => message).every((message) => known.includes(message))).toBe(true);
  });
});

describe("who serves it", () => {
  it("is not revealed by any refusal", async () => {
    const answers = [
      await post("{"),
      await post("[]"),
      await post("{}"),
      await post('{"query":7}'),
      await post('{"query":"{"}'),
      await post('{"query":"{ x }"}'),
      await post('{"query":"query A { __typename } query B { __typename }"}'),
      await post('{"extensions":{"persistedQuery":{"version":1,"sha256Hash":"x"}}}'),
      await post('{"query":"{ me { id } }"}', { accept: "text/html" }),
      await post('{"query":"{ me { id } }"}', { authorization: "Bearer forged" }),
      await fetch(url()).then(async (answer) => ({
        status: answer.status,
        headers: answer.headers,
        text: await answer.text(),
      })),
      await fetch(url(), { method: "DELETE" }).then(async (answer) => ({
        status: answer.status,
        headers: answer.headers,
        text: await answer.text(),
      })),
    ];
    for (const { text, headers } of answers) {
      const { errors } = JSON.parse(text) as { errors: object[] };
      expect(errors).toHaveLength(1);
      const told = `${text} ${JSON.stringify([...headers])}`;
      expect(told).not.toMatch(/apollo|express|graphql-js|stack|node_modules|x-powered-by|did you mean/i);
    }
  });
});

describe("identity", () => {
  const forged = (owner: TestUser) => ({
    user: JSON.stringify({ id: owner.id, roles: ["ADMIN"] }),
    "x-user": owner.id,
    "x-user-id": owner.id,
    "x-roles": "ADMIN",
    "x-forwarded-user": owner.id,
    "x-gatehouse-user": owner.id,
    "x-gatehouse-continue-as": owner.accessToken,
    "x-gatehouse-client-ip": "127.0.0.1",
    [gatewaySecretHeader]: system.gatewaySecret,
  });

  it("is not taken from headers", async () => {
    const anonymous = createClient(system.urls.gateway, undefined, forged(user));
    expect(await anonymous.codes("{ me { id } }")).toEqual(["UNAUTHENTICATED"]);
    expect(await anonymous.codes('mutation { enableUser(id: "x") { id } }')).toEqual(["UNAUTHENTICATED"]);
    const stranger = await system.registerUser();
    const liar = createClient(system.urls.gateway, stranger.accessToken, forged(user));
    expect(await liar.data("{ me { id } }")).toEqual({ me: { id: stranger.id } });
    expect(await liar.codes("{ systemStatus { service } }")).toEqual(["FORBIDDEN"]);
  });

  it("is verified again by each subgraph, which refuses requests without the gateway's secret", async () => {
    for (const name of subgraphNames) {
      const ask = (headers: Record<string, string>) =>
        createClient(system.urls[name], user.accessToken, headers).send("{ __typename }");
      const withoutSecret = Object.fromEntries(
        Object.entries(forged(user)).filter(([header]) => header !== gatewaySecretHeader),
      );
      for (const headers of [{}, withoutSecret, { [gatewaySecretHeader]: "wrong" }])
        expect((await ask(headers as Record<string, string>)).status).toBe(403);
      expect((await ask({ [gatewaySecretHeader]: system.gatewaySecret })).status).toBe(200);
    }
    // With the secret and every header, but no token, the caller is anonymous.
    const inside = createClient(system.urls.user, undefined, forged(user));
    expect(await inside.codes("{ me { id } }")).toEqual(["UNAUTHENTICATED"]);
  });
});

describe("a name that the client has not written", () => {
  const register = "mutation ($input: RegisterInput!) { register(input: $input) { user { id } } }";
  it.each<[string, string, object, string | undefined]>([
    ["a literal that lacks fields", "mutation { register(input: {}) { user { id } } }", {}, undefined],
    ["a variable that lacks fields", register, { input: {} }, undefined],
    [
      "a literal of another type",
      'mutation { register(input: { username: 7, email: "a@example.com", password: "x" }) { user { id } } }',
      {},
      "username",
    ],
    [
      "a variable of another type",
      register,
      { input: { username: 7, email: "a@example.com", password: "x" } },
      "username",
    ],
    ["a field that is almost there", "{ tasks(filter: { stats: TODO }) { totalCount } }", {}, undefined],
    ["an enum that is almost there", "{ tasks(filter: { status: TOD }) { totalCount } }", {}, "status"],
    [
      "null for what has a default",
      "query ($d: SortDirection) { tasks(orderBy: { direction: $d }) { totalCount } }",
      { d: null },
      "direction",
    ],
  ])("is in no error about %s", async (_what, query, variables, field) => {
    const { status, errors } = await user.send(query, variables);
    expect(status).toBe(422);
    expect(errors).toHaveLength(1);
    const [{ message, extensions }] = errors as [(typeof errors)[0]];
    expect(message).toMatch(/^(A value does not fit its type|The operation is not valid)\.$/);
    expect(extensions.field).toBe(field);
    expect(JSON.stringify(errors)).not.toMatch(/password|email|displayName|Register|status"?:|Sort|Did you/);
  });
});
