/** Operations that clients name by hash or id: automatic ones, registered ones, and the handling of all others. */
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ApolloClient, gql, HttpLink, InMemoryCache } from "@apollo/client";
import { PersistedQueryLink } from "@apollo/client/link/persisted-queries";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { readManifest } from "../../gateway/operations/manifest.js";
import { createPersistedResolver } from "../../gateway/operations/resolve-persisted.js";
import { runLauncher, temporaryFolder } from "../support/command.js";
import { runCommandHere } from "../support/command-here.js";
import { silentLog } from "../support/environment.js";
import type { FaultySubgraph } from "../support/faulty-subgraph.js";
import { startTestGateway, type TestGateway } from "../support/gateway.js";
import { startTwoSubgraphs } from "../support/two-subgraphs.js";

const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");
const userQuery = gql`
  query User($id: ID!) {
    user(id: $id) {
      ...Name
    }
  }
  fragment Name on User {
    id
    name
  }
`;
/** The form in which Apollo Client sends it, and its manifest contains it. */
const userBody =
  "query User($id: ID!) {\n  user(id: $id) {\n    ...Name\n    __typename\n  }\n}\n\nfragment Name on User {\n  id\n  name\n  __typename\n}";
const helloBody = "query Hello { hello }";

const folder = temporaryFolder();
const manifestPath = join(folder, "operations.json");
const writeManifest = (operations: object[], more: object = {}) =>
  writeFileSync(
    manifestPath,
    JSON.stringify({ format: "apollo-persisted-query-manifest", version: 1, operations, ...more }),
  );
const registered = [
  { id: sha256(userBody), name: "User", type: "query", body: userBody },
  { id: "hello-1", name: "Hello", type: "query", body: helloBody },
];

let subgraphs: { user: FaultySubgraph; task: FaultySubgraph };
let gateway: TestGateway;
let enforcing: TestGateway;
beforeAll(async () => {
  writeManifest(registered);
  subgraphs = await startTwoSubgraphs();
  const both = [subgraphs.user, subgraphs.task];
  gateway = await startTestGateway(both);
  const settings = { PERSISTED_OPERATIONS: "enforce", OPERATIONS_MANIFEST: manifestPath };
  enforcing = await startTestGateway(both, settings);
});
afterAll(async () => {
  await Promise.all([gateway.stop(), enforcing.stop()]);
  await Promise.all([subgraphs.user.stop(), subgraphs.task.stop()]);
});

const send = async ({ url }: TestGateway, body: object) => {
  const response = await fetch(`${url}/graphql`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  const answer = (await response.json()) as {
    data?: unknown;
    errors?: { message: string; extensions: { code: string } }[];
  };
  return { status: response.status, data: answer.data, code: answer.errors?.[0]?.extensions.code, answer };
};
const byHash = (sha256Hash: string) => ({ extensions: { persistedQuery: { version: 1, sha256Hash } } });

/** A real Apollo Client, and what it sends: "GET" or "POST", with the text or without. */
function createApollo({ url }: TestGateway, options: PersistedQueryLink.Options) {
  const sent: string[] = [];
  const http = new HttpLink({
    uri: `${url}/graphql`,
    fetch: (input, init) => {
      const text = `${decodeURIComponent(String(input))} ${init?.body ?? ""}`;
      sent.push(
        `${init?.method} ${/query User|query Hello/.test(text.replaceAll("+", " ")) ? "text" : "hash"}`,
      );
      return fetch(input, init);
    },
  });
  const client = new ApolloClient({
    cache: new InMemoryCache(),
    link: new PersistedQueryLink(options).concat(http),
  });
  const ask = async (id: string) => {
    const { data } = await client.query({ query: userQuery, variables: { id }, fetchPolicy: "no-cache" });
    return (data as { user: { name: string } }).user.name;
  };
  return { ask, sent };
}

describe("automatic persisted queries", () => {
  it.each([false, true])(
    "serve an Apollo Client: the text once, then the hash alone (by GET: %s)",
    async (useGETForHashedQueries) => {
      const own = await startTestGateway([subgraphs.user, subgraphs.task]);
      const { ask, sent } = createApollo(own, { sha256, useGETForHashedQueries });
      expect([await ask("1"), await ask("2"), await ask("3")]).toEqual([
        "Name of 1",
        "Name of 2",
        "Name of 3",
      ]);
      const hash = useGETForHashedQueries ? "GET hash" : "POST hash";
      expect(sent).toEqual([hash, "POST text", hash, hash]);
      await own.stop();
    },
  );

  it("say that a hash is unknown in the words that clients wait for", async () => {
    const { status, answer } = await send(gateway, byHash(sha256("{ never sent }")));
    expect(answer).toEqual({
      errors: [{ message: "PersistedQueryNotFound", extensions: { code: "PERSISTED_QUERY_NOT_FOUND" } }],
    });
    // The protocol is older than the specification: some clients accept no other status.
    expect(status).toBe(200);
  });

  it("remember nothing under another's hash, and nothing that is not valid", async () => {
    const query = "query Hello { hello }";
    expect((await send(gateway, { query, ...byHash(sha256("{ count }")) })).code).toBe("BAD_REQUEST");
    expect((await send(gateway, byHash(sha256("{ count }")))).code).toBe("PERSISTED_QUERY_NOT_FOUND");
    const invalid = "{ nothingLikeIt }";
    expect((await send(gateway, { query: invalid, ...byHash(sha256(invalid)) })).code).toBe(
      "GRAPHQL_VALIDATION_FAILED",
    );
    expect((await send(gateway, byHash(sha256(invalid)))).code).toBe("PERSISTED_QUERY_NOT_FOUND");
  });

  it("take the document's id where the specification puts it", async () => {
    const query = "query Hello { __typename hello }";
    await send(gateway, { query, ...byHash(sha256(query)) });
    expect((await send(gateway, { documentId: `sha256:${sha256(query)}` })).data).toMatchObject({
      hello: "hello",
    });
  });

  it.each([
    ["no object", "x"],
    ["another version", { version: 2, sha256Hash: "x" }],
    ["no hash", { version: 1 }],
    ["a hash that is no text", { version: 1, sha256Hash: { $ne: null } }],
  ])("refuse %s", async (_what, persistedQuery) => {
    expect(await send(gateway, { ...byHash(""), extensions: { persistedQuery } })).toMatchObject({
      status: 422,
      code: "BAD_REQUEST",
    });
  });

  it.each(["__proto__", "constructor", ""])("know no operation by the hash %j", async (hash) => {
    expect((await send(gateway, byHash(hash))).code).toBe("PERSISTED_QUERY_NOT_FOUND");
    expect((await send(enforcing, byHash(hash))).code).toBe("OPERATION_NOT_REGISTERED");
  });

  it("keep no more than so many: an old one is sent again", () => {
    const resolve = createPersistedResolver("off", null);
    const remember = (query: string) => resolve({ query, id: sha256(query) }, silentLog()).remember();
    remember("{ first }");
    const find = () => resolve({ query: undefined, id: sha256("{ first }") }, silentLog()).source;
    expect(find()).toBe("{ first }");
    for (let i = 0; i < 40; i++) remember(`{ f${i} } # ${"x".repeat(250_000)}`);
    expect(find).toThrow("PersistedQueryNotFound");
  });
});

describe("PERSISTED_OPERATIONS=enforce", () => {
  it("runs what is registered: by id, by the very text, and from an Apollo Client", async () => {
    expect(await send(enforcing, byHash("hello-1"))).toMatchObject({ status: 200, data: { hello: "hello" } });
    expect((await send(enforcing, { documentId: "hello-1" })).data).toEqual({ hello: "hello" });
    expect((await send(enforcing, { query: helloBody })).data).toEqual({ hello: "hello" });
    expect((await send(enforcing, { query: helloBody, ...byHash("hello-1") })).data).toEqual({
      hello: "hello",
    });
    const ids = new Map(registered.map(({ name, id }) => [name, id]));
    const { ask, sent } = createApollo(enforcing, {
      generateHash: (document) => {
        const [definition] = document.definitions;
        return ids.get(("name" in definition! && definition.name?.value) || "")!;
      },
    });
    expect([await ask("1"), await ask("2")]).toEqual(["Name of 1", "Name of 2"]);
    expect(sent).toEqual(["POST hash", "POST hash"]);
  });

  it.each([
    ["another operation", "{ count }"],
    ["one more blank", `${helloBody} `],
    ["introspection", "{ __schema { types { name } } }"],
    ["what is no GraphQL at all, unread", "{{{{"],
    ["an operation beside a registered one", `${helloBody} query Other { count }`],
  ])("refuses %s, and asks no subgraph", async (_what, query) => {
    subgraphs.task.behave();
    for (const body of [{ query }, { query, ...byHash(sha256(query)) }, { query, operationName: "Hello" }])
      expect(await send(enforcing, body)).toMatchObject({ status: 403, code: "OPERATION_NOT_REGISTERED" });
    expect((await send(enforcing, { query, ...byHash("hello-1") })).code).toBe("BAD_REQUEST");
    expect(subgraphs.task.fetches).toEqual([]);
  });
});

describe("PERSISTED_OPERATIONS=log", () => {
  it("runs everything, and tells once of each operation that is not registered", () => {
    const told: unknown[] = [];
    const log = Object.assign(silentLog(), { warn: (what: unknown) => void told.push(what) });
    const resolve = createPersistedResolver("log", readManifest(manifestPath));
    for (const query of ["{ count }", "{ count }", helloBody, "{ hello }"])
      expect(resolve({ query, id: undefined }, log).source).toBe(query);
    expect(resolve({ query: undefined, id: "hello-1" }, log).source).toBe(helloBody);
    expect(told).toEqual([{ hash: sha256("{ count }") }, { hash: sha256("{ hello }") }]);
  });
});

describe("a manifest", () => {
  it.each([
    ["is not there", null, "cannot be read; set OPERATIONS_MANIFEST"],
    ["is no JSON", "{", "is not JSON"],
    [
      "is of another format",
      '{"format":"relay","version":1,"operations":[]}',
      "is no manifest of operations",
    ],
    [
      "has no operations",
      '{"format":"apollo-persisted-query-manifest","version":1}',
      "lacks an id, name or body",
    ],
    [
      "has one without a body",
      '{"format":"apollo-persisted-query-manifest","version":1,"operations":[{"id":"a","name":"A"}]}',
      "operation 0 lacks",
    ],
  ])("that %s ends the start with the reason", (_what, text, reason) => {
    const path = join(folder, "other.json");
    if (text !== null) writeFileSync(path, text);
    expect(() => readManifest(text === null ? join(folder, "absent.json") : path)).toThrow(reason);
  });
});

describe("a folder of manifests", () => {
  const manifests = join(folder, "manifests");
  const put = (name: string, operations: object[]) =>
    writeFileSync(
      join(manifests, name),
      JSON.stringify({ format: "apollo-persisted-query-manifest", version: 1, operations }),
    );

  it("is read as one, and refused when it gives an id to two operations, or is empty", () => {
    mkdirSync(manifests);
    expect(() => readManifest(manifests)).toThrow("holds no manifest");
    put("web@1.json", [registered[0]!]);
    put("web@2.json", registered);
    expect([...readManifest(manifests).byId.keys()]).toEqual([sha256(userBody), "hello-1"]);
    put("web@3.json", [{ ...registered[1]!, body: "query Hello { count }" }]);
    expect(() => readManifest(manifests)).toThrow(/web@3\.json gives the id hello-1 to another operation/);
  });
});

describe("npm run operations:register", () => {
  const client = join(folder, "client");
  const output = join(folder, "registered.json");
  const runHere = (args: string[]) => runCommandHere("register-operations", args, process.env);
  const target = [`${client}/**/*.{ts,graphql}`, `!${client}/**/*.test.ts`, "--manifest", output];
  const register = (...more: string[]) => runHere([...target, ...more]);
  const names = () =>
    (JSON.parse(readFileSync(output, "utf8")) as { operations: { name: string }[] }).operations.map(
      ({ name }) => name,
    );
  const put = (name: string, text: string) => writeFileSync(join(client, name), text);

  it("collects operations of code and files, and refuses what the schema does not have", async () => {
    mkdirSync(client);
    put(
      "me.ts",
      'import { gql } from "@apollo/client";\nexport const me = gql`query Me { me { ...Who } } fragment Who on User { id username }`;\n',
    );
    put("tasks.graphql", "query Tasks($first: Int) { tasks(first: $first) { nodes { id title } } }\n");
    put(
      "other.test.ts",
      'import { gql } from "@apollo/client";\nexport const bad = gql`query Bad { nothing }`;\n',
    );
    // Once as a person runs it.
    const command = runLauncher("operations:register", target, process.env);
    expect(await command.ended).toBe(0);
    expect(command.output()).toBe(`${output}: 2 operations, 2 new, 0 kept, 0 gone\n`);
    expect(names()).toEqual(["Me", "Tasks"]);
    // The gateway's reading of it.
    const { byId } = readManifest(output);
    expect([...byId].every(([id, { source }]) => sha256(source) === id)).toBe(true);

    put("bad.graphql", "query Bad { me { nothing } }\n");
    const refused = await register();
    expect(refused.code).toBe(1);
    expect(refused.output).toContain('Bad: Cannot query field "nothing" on type "User".');
    expect(names()).toEqual(["Me", "Tasks"]);

    put("bad.graphql", "mutation Logout { logout { revokedSessions } }\n");
    put("tasks.graphql", "query Tasks { tasks { totalCount } }\n");
    expect((await register("--keep")).output).toContain("4 operations, 2 new, 1 kept, 0 gone");
    expect(names()).toEqual(["Logout", "Me", "Tasks", "Tasks"]);
  });

  it("keeps an operation that the schema refuses, names it, and does not exit 0", async () => {
    const before = JSON.parse(readFileSync(output, "utf8")) as { operations: object[] };
    const broken = { id: "old", name: "Old", type: "query", body: "query Old { me { gone } }" };
    writeFileSync(output, JSON.stringify({ ...before, operations: [...before.operations, broken] }));
    const kept = await register("--keep");
    expect(kept).toEqual({ code: 1, output: expect.stringContaining('Old: Cannot query field "gone"') });
    expect(names()).toContain("Old");
  });

  it("refuses a client without a release, and a file beside it", async () => {
    expect((await register("--client", "web@1")).output).toContain("Give either --client or --manifest.");
    expect(await runHere(["x.graphql", "--client", "../web@1"])).toEqual({
      code: 1,
      output: expect.stringContaining("NAME@RELEASE"),
    });
  });

  it("says how it is used where no files are named", async () => {
    expect(await runHere([])).toEqual({
      code: 1,
      output: expect.stringMatching(/^Name the files[\s\S]*npm run operations:register/),
    });
  });
});
