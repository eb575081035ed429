/** The gateway as a server of GraphQL over HTTP: media types, statuses, methods, compression, caching, headers, TLS, slow clients. */
import { writeFileSync } from "node:fs";
import { Agent, type IncomingHttpHeaders, request as plainRequest } from "node:http";
import { request as tlsRequest } from "node:https";
import { connect } from "node:net";
import { join } from "node:path";
import { connect as connectTls } from "node:tls";
import { brotliDecompressSync, gunzipSync, gzipSync } from "node:zlib";
import { ApolloClient, CombinedGraphQLErrors, gql, HttpLink, InMemoryCache } from "@apollo/client";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { serverAudits } from "graphql-http";
import { pino } from "pino";
import { combineCacheHints } from "../../gateway/http/cache-control.js";
import { testCertificate } from "../support/certificate.js";
import { temporaryFolder } from "../support/command.js";
import type { FaultySubgraph } from "../support/faulty-subgraph.js";
import { startTestGateway, type TestGateway } from "../support/gateway.js";
import { startTwoSubgraphs } from "../support/two-subgraphs.js";

const receiveMilliseconds = 400;
let subgraphs: { user: FaultySubgraph; task: FaultySubgraph };
let gateway: TestGateway;
/** The same with the older statuses. */
let legacy: TestGateway;
let url: string;
beforeAll(async () => {
  subgraphs = await startTwoSubgraphs();
  gateway = await startTestGateway([subgraphs.user, subgraphs.task], {
    LIMIT_BATCH: "3",
    RECEIVE_TIMEOUT_MS: String(receiveMilliseconds),
  });
  legacy = await startTestGateway([subgraphs.user, subgraphs.task], { HTTP_STATUSES: "legacy" });
  url = `${gateway.url}/graphql`;
});
afterAll(async () => {
  await gateway.stop();
  await legacy.stop();
  await Promise.all([subgraphs.user.stop(), subgraphs.task.stop()]);
});

const post = (body: unknown, headers: Record<string, string> = {}) =>
  fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: typeof body === "string" ? body : JSON.stringify(body),
  });
const get = (
  parameters: Record<string, string>,
  headers: Record<string, string> = { "graphql-require-preflight": "1" },
) => fetch(`${url}?${new URLSearchParams(parameters)}`, { headers });
const hello = { query: "{ hello }" };
const rename = { query: 'mutation { rename(id: "1", name: "x") { id } }' };

describe("the audits of GraphQL over HTTP", () => {
  const preflighted: typeof fetch = (input, init) =>
    fetch(input, { ...init, headers: { ...(init?.headers as object), "graphql-require-preflight": "1" } });
  // The list is built again, with the address, once there is one.
  const names = serverAudits({ url: "" }).map(({ id, name }) => [id, name] as const);
  const audit = async (id: string, address: string) => {
    const one = serverAudits({ url: address, fetchFn: preflighted }).find((other) => other.id === id)!;
    const result = await one.fn();
    return result.status === "ok" ? "ok" : `${result.status}: ${result.reason}`;
  };

  it("are 61", () => expect(names).toHaveLength(61));

  /**
   * They were written for older drafts: 400 for wrong parameters, documents and variables; for the last two, 200 for
   * clients that accept only application/json.
   */
  const outdated = /^(423L|LKJ\d|6C0\d|476\d|58B\d|3E3A|572B|FDE2|7B9B|86EE)$/;

  it.each(names)("%s, with the statuses of the draft of 2026: %s", async (id) => {
    const result = await audit(id, url);
    if (!outdated.test(id)) expect(result).toBe("ok");
    else expect(result).toMatch(id === "572B" ? /status code is not 200/i : /status code is not \d00/i);
  });

  it.each(names)("%s, with the statuses of older drafts: %s", async (id) => {
    expect(await audit(id, `${legacy.url}/graphql`)).toBe("ok");
  });
});

describe("the media type", () => {
  const graphql = "application/graphql-response+json";
  const json = "application/json";
  it.each([
    [undefined, json, 400],
    ["*/*", json, 400],
    ["application/*", json, 400],
    [json, json, 200],
    ["application/json, text/plain, */*", json, 200],
    [graphql, graphql, 400],
    [`${graphql}, ${json};q=0.9`, graphql, 400],
    [`${graphql};q=0.1, ${json}`, json, 200],
    [`${graphql}; charset=utf-8, ${json}; charset=utf-8`, graphql, 400],
    [`${json};charset=UTF-8`, json, 200],
    ["", json, 400],
  ])(
    "for Accept: %s is %s, and an invalid operation's status %d in older drafts",
    async (accept, type, status) => {
      const ask = (address: string, query: string) =>
        fetch(address, {
          method: "POST",
          headers: { "content-type": "application/json", ...(accept !== undefined && { accept }) },
          body: JSON.stringify({ query }),
        });
      const shown = async (address: string, query: string) => {
        const answer = await ask(address, query);
        const { errors } = (await answer.json()) as { errors?: { extensions: { code: string } }[] };
        return [answer.headers.get("content-type"), answer.status, errors?.[0]?.extensions.code];
      };
      const invalid = "{ nothingLikeIt }";
      const code = "GRAPHQL_VALIDATION_FAILED";
      expect(await shown(`${legacy.url}/graphql`, invalid)).toEqual([`${type}; charset=utf-8`, status, code]);
      // The draft's: the status is the same for all clients, and a refusal has GraphQL's media type for all.
      expect(await shown(url, invalid)).toEqual([`${graphql}; charset=utf-8`, 422, code]);
      expect(await shown(url, "{ hello }")).toEqual([`${type}; charset=utf-8`, 200, undefined]);
    },
  );

  it("is neither: 406, and nothing is run", async () => {
    subgraphs.user.behave();
    for (const accept of ["text/html", "application/xml", "application/json;q=0", `${json};charset=utf-16`]) {
      const answer = await post(rename, { accept });
      expect(answer.status).toBe(406);
      expect(await answer.json()).toMatchObject({ errors: [{ extensions: { code: "BAD_REQUEST" } }] });
    }
    expect(subgraphs.user.fetches).toEqual([]);
  });
});

describe("the status", () => {
  const ask = async (address: string, body: object | string) => {
    const answer = await fetch(`${address}/graphql`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: typeof body === "string" ? body : JSON.stringify(body),
    });
    await answer.text();
    return answer.status;
  };
  const variables = "query ($first: Int!) { tasks(first: $first) { title } }";

  it.each<[string, object | string, number, number]>([
    ["a document that cannot be parsed", { query: "{" }, 400, 400],
    ["a document that is not valid", { query: "{ nothingLikeIt }" }, 422, 400],
    ["a document over a limit", { query: `{ ${"a: __typename ".repeat(20)} }` }, 422, 400],
    ["no operation of that name", { query: "{ hello }", operationName: "B" }, 422, 400],
    ["variables that do not fit", { query: variables, variables: { first: "x" } }, 422, 400],
    ["null for an argument that has none", { query: variables, variables: { first: null } }, 422, 400],
    ["variables that are no object", { query: "{ hello }", variables: [7] }, 422, 400],
    ["no query", { qeury: "{ hello }" }, 422, 400],
    ["no JSON", "{", 400, 400],
    [
      "a hash that is not known",
      { extensions: { persistedQuery: { version: 1, sha256Hash: "0" } } },
      200,
      200,
    ],
    ["data without errors", { query: "{ hello }" }, 200, 200],
  ])("of %s is that of the draft, or of older ones", async (_what, body, draft, older) => {
    expect([await ask(gateway.url, body), await ask(legacy.url, body)]).toEqual([draft, older]);
  });

  it("of data with errors is 294, also where data is null; 200 in older drafts", async () => {
    subgraphs.task.behave((response) => void response.writeHead(500).end());
    subgraphs.user.behave((response) => void response.writeHead(500).end());
    for (const query of ["{ count hello }", "{ count }", "{ hello }"])
      expect([await ask(gateway.url, { query }), await ask(legacy.url, { query })]).toEqual([294, 200]);
    subgraphs.task.behave();
    subgraphs.user.behave();
  });
});

describe("Apollo Client", () => {
  const operation = (query: string) => gql(query);
  it.each(["2026", "legacy"])("shows data and errors alike with the statuses of %s", async (mode) => {
    const address = mode === "2026" ? gateway.url : legacy.url;
    const client = new ApolloClient({
      link: new HttpLink({ uri: `${address}/graphql` }),
      cache: new InMemoryCache(),
    });
    const codesOf = (error: unknown) =>
      CombinedGraphQLErrors.is(error) ? error.errors.map(({ extensions }) => extensions?.["code"]) : error;
    const whole = await client.query({ query: operation("{ hello }") });
    expect([whole.data, whole.error]).toEqual([{ hello: "hello" }, undefined]);
    const invalid = await client.query({ query: operation("{ nothingLikeIt }"), errorPolicy: "all" });
    expect(codesOf(invalid.error)).toEqual(["GRAPHQL_VALIDATION_FAILED"]);
    subgraphs.task.behave((response) => void response.writeHead(500).end());
    const part = await client.query({ query: operation("{ hello count }"), errorPolicy: "all" });
    subgraphs.task.behave();
    expect([part.data, codesOf(part.error)]).toEqual([
      { hello: "hello", count: null },
      ["SERVICE_UNAVAILABLE"],
    ]);
    client.stop();
  });
});

describe("methods", () => {
  it("are GET, HEAD and POST; the response lists them", async () => {
    for (const method of ["PUT", "PATCH", "DELETE"]) {
      const answer = await fetch(url, {
        method,
        body: JSON.stringify(rename),
        headers: { "content-type": "application/json" },
      });
      expect([answer.status, answer.headers.get("allow")]).toEqual([405, "GET, HEAD, POST"]);
    }
  });

  it("GET takes queries with variables, a mutation by no way", async () => {
    const query = "query Q($id: ID!) { user(id: $id) { name } }";
    const answer = await get({ query, variables: '{"id":"u1"}', operationName: "Q", extensions: "{}" });
    expect(await answer.json()).toEqual({ data: { user: { name: "Name of u1" } } });
    subgraphs.user.behave();
    for (const parameters of [
      rename,
      { query: `query Q { hello } ${rename.query.replace("mutation", "mutation M")}`, operationName: "M" },
    ]) {
      const refused = await get(parameters);
      expect([refused.status, refused.headers.get("allow")]).toEqual([405, "POST"]);
    }
    expect(subgraphs.user.fetches).toEqual([]);
  });

  it("HEAD is a GET whose response is its head", async () => {
    const parameters = new URLSearchParams(hello);
    const ask = (method: string) =>
      fetch(`${url}?${parameters}`, { method, headers: { "graphql-require-preflight": "1" } });
    const [head, whole] = [await ask("HEAD"), await ask("GET")];
    const namesOf = ({ headers }: Response) =>
      ["content-type", "content-length"].map((name) => headers.get(name));
    expect([head.status, await head.text(), namesOf(head)]).toEqual([200, "", namesOf(whole)]);
    const change = await fetch(`${url}?${new URLSearchParams(rename)}`, {
      method: "HEAD",
      headers: { "graphql-require-preflight": "1" },
    });
    expect(change.status).toBe(405);
  });

  it("GET takes a URL of 8,000 characters and no longer one", async () => {
    const fill = (length: number) => {
      const query = `{hello}#${"x".repeat(length)}`;
      return get({ query });
    };
    const base = `/graphql?${new URLSearchParams({ query: "{hello}#" })}`.length;
    expect((await fill(8_000 - base)).status).toBe(200);
    const refused = await fill(8_001 - base);
    expect([refused.status, await refused.json()]).toMatchObject([
      414,
      { errors: [{ extensions: { code: "BAD_REQUEST" } }] },
    ]);
    // Longer than Node accepts for the whole head of a request.
    expect((await fill(20_000)).status).toBe(414);
    expect((await get(hello, { "x-long": "x".repeat(20_000) })).status).toBe(431);
  });

  it.each([
    ["a parameter twice", "query=%7Bhello%7D&query=%7Bhello%7D"],
    ["variables that are no JSON", "query=%7Bhello%7D&variables=%7B"],
    ["variables that are no object", "query=%7Bhello%7D&variables=[]"],
    ["no query", ""],
  ])("GET with %s is refused", async (_what, search) => {
    const statusAt = async (address: string) =>
      (await fetch(`${address}?${search}`, { headers: { "graphql-require-preflight": "1" } })).status;
    expect([await statusAt(url), await statusAt(`${legacy.url}/graphql`)]).toEqual([422, 400]);
  });

  it("HEAD has the response of GET, without the body", async () => {
    const head = (parameters: Record<string, string>) =>
      fetch(`${url}?${new URLSearchParams(parameters)}`, {
        method: "HEAD",
        headers: { "graphql-require-preflight": "1" },
      });
    const [answer, same] = [await head(hello), await get(hello)];
    expect([answer.status, await answer.text()]).toEqual([200, ""]);
    for (const name of ["content-type", "content-length", "cache-control", "ratelimit-policy"])
      expect(answer.headers.get(name)).toBe(same.headers.get(name));
    expect((await head(rename)).status).toBe(405);
    expect(subgraphs.user.fetches.some(({ query }) => query.includes("rename"))).toBe(false);
    expect((await fetch(url, { method: "HEAD" })).status).toBe(400);
    for (const path of ["/health/live", "/health/ready"])
      expect((await fetch(`${gateway.url}${path}`, { method: "HEAD" })).status).toBe(200);
  });

  /** Headers that a browser sets by itself, which `fetch` here would not send. */
  const getRaw = (headers: Record<string, string>) =>
    new Promise<number | undefined>((resolve, reject) => {
      plainRequest(`${url}?${new URLSearchParams(hello)}`, { headers }, (response) => {
        response.resume().on("end", () => resolve(response.statusCode));
      })
        .on("error", reject)
        .end();
    });
  const graphqlJson = "application/graphql-response+json";
  const urqlAccept = `${graphqlJson}, application/graphql+json, application/json, text/event-stream, multipart/mixed`;

  it.each([
    ["urql's default", { accept: urqlAccept }],
    ["a bearer token", { authorization: "Bearer x" }],
    ["a page of ours", { origin: "http://localhost:3000", "sec-fetch-site": "cross-site" }],
    ["a page of the same origin", { "sec-fetch-site": "same-origin" }],
    ["an address typed in, with that type", { "sec-fetch-site": "none", accept: graphqlJson }],
  ])("GET is proven to come from no other site's page by %s", async (_what, headers) => {
    expect(await getRaw(headers)).toBe(200);
  });

  it.each([
    ["nothing", {}],
    ["a page's usual type", { accept: "text/html, */*;q=0.8" }],
    ["JSON, that any page can ask for", { accept: "application/json" }],
    ["credentials that browsers add", { authorization: "Basic eDp5" }],
    ["a page of another site that sends the type", { accept: graphqlJson, "sec-fetch-site": "cross-site" }],
    ["a neighbour that sends the type", { accept: graphqlJson, "sec-fetch-site": "same-site" }],
    ["an origin that is not allowed", { accept: graphqlJson, origin: "https://evil.example" }],
    ["no origin at all", { accept: graphqlJson, origin: "null" }],
  ])("GET is not proven to by %s", async (_what, headers) => {
    expect(await getRaw(headers)).toBe(400);
  });

  it("GET needs a header, or a type, that no simple page can send", async () => {
    expect((await get(hello, {})).status).toBe(400);
    expect(
      (await get(hello, { "content-type": "text/plain", "graphql-require-preflight": "1" })).status,
    ).toBe(415);
    for (const headers of [
      { "graphql-require-preflight": "1" },
      { "apollo-require-preflight": "true" },
      { "x-apollo-operation-name": "Hello" },
      { "content-type": "application/json" },
    ]) {
      expect((await get(hello, headers as Record<string, string>)).status).toBe(200);
    }
  });
});

describe("a batch, where it is allowed", () => {
  it("is executed in its order, as far as the limits allow", async () => {
    const answer = await post([hello, { query: "{ nothingLikeIt }" }, { query: "{ count }" }]);
    expect(answer.status).toBe(200);
    expect(await answer.json()).toMatchObject([
      { data: { hello: "hello" } },
      { errors: [{ extensions: { code: "GRAPHQL_VALIDATION_FAILED" } }] },
      { data: { count: expect.any(Number) } },
    ]);
    for (const batch of [Array(4).fill(hello), []]) expect((await post(batch)).status).toBe(422);
  });
});

describe("compression", () => {
  const ask = (acceptEncoding: string, body: object = { query: "{ tasks(first: 60) { title } }" }) =>
    new Promise<{ encoding: string | undefined; vary: string | undefined; bytes: Buffer }>(
      (resolve, reject) => {
        const headers = { "content-type": "application/json", "accept-encoding": acceptEncoding };
        plainRequest(url, { method: "POST", headers }, async (response) => {
          const chunks: Buffer[] = [];
          for await (const chunk of response) chunks.push(chunk);
          resolve({
            encoding: response.headers["content-encoding"],
            vary: response.headers.vary,
            bytes: Buffer.concat(chunks),
          });
        })
          .on("error", reject)
          .end(JSON.stringify(body));
      },
    );

  it("is the one that the client prefers, for a large response", async () => {
    const plain = await ask("identity");
    expect([plain.encoding, plain.vary]).toEqual([undefined, expect.stringContaining("accept-encoding")]);
    for (const [accept, encoding, expand] of [
      ["gzip", "gzip", gunzipSync],
      ["br", "br", brotliDecompressSync],
      ["gzip;q=0.5, br;q=0.9", "br", brotliDecompressSync],
    ] as const) {
      const answer = await ask(accept);
      expect(answer.encoding).toBe(encoding);
      expect(answer.bytes.length).toBeLessThan(plain.bytes.length);
      expect(expand(answer.bytes).toString()).toBe(plain.bytes.toString());
    }
    expect((await ask("zstd")).encoding).toBeUndefined();
  });

  it("is not for small responses, nor for those of mutations, which may contain tokens", async () => {
    expect((await ask("gzip", hello)).encoding).toBeUndefined();
    const long = { query: `mutation { rename(id: "1", name: "${"x".repeat(5_000)}") { name } }` };
    const { encoding, bytes } = await ask("gzip, br", long);
    expect([encoding, bytes.length > 5_000]).toEqual([undefined, true]);
  });
});

describe("caching", () => {
  const withHint =
    (hint: string | undefined) =>
    (response: { setHeader(name: string, value: string): unknown }, answer: () => Promise<void>) => {
      if (hint !== undefined) response.setHeader("cache-control", hint);
      return answer();
    };
  const both = { query: "{ hello tasks { title } }" };
  const cacheControlOf = async (body: object, headers = {}) =>
    (await post(body, headers)).headers.get("cache-control");

  it("is forbidden, unless every subgraph allows it", async () => {
    expect(await cacheControlOf(both)).toBe("no-store");
    subgraphs.user.behave(withHint("max-age=60, public"));
    expect(await cacheControlOf(both)).toBe("no-store");
    subgraphs.task.behave(withHint("public, max-age=10"));
    expect(await cacheControlOf(both)).toBe("max-age=10, public");
    expect(await cacheControlOf(both, { authorization: "Bearer x" })).toBe("max-age=10, private");
    expect(await cacheControlOf(rename)).toBe("no-store");
    expect(await cacheControlOf({ query: "{ hello nothing }" })).toBe("no-store");
    expect(await cacheControlOf({ query: "{ __typename }" })).toBe("no-store");
    subgraphs.user.behave();
    subgraphs.task.behave();
  });

  it.each([
    [["max-age=5"], false, "max-age=5, private"],
    [["max-age=5, public", "max-age=9, private"], false, "max-age=5, private"],
    [["max-age=0, public"], false, "no-store"],
    [["no-store, max-age=5"], false, "no-store"],
    [["no-cache"], false, "no-store"],
    [["max-age=five"], false, "no-store"],
    [[], false, "no-store"],
  ])("of %j is as short and as private as the shortest and most private", (hints, identified, expected) => {
    expect(combineCacheHints(hints, identified)).toBe(expected);
  });
});

describe("a path", () => {
  const origin = "http://localhost:3000";
  const allowed = async (path: string, init: RequestInit = {}) => {
    const answer = await fetch(`${gateway.url}${path}`, { ...init, headers: { origin, ...init.headers } });
    await answer.text();
    return [answer.status, answer.headers.get("access-control-allow-origin"), answer.headers.get("allow")];
  };

  it("may end in a slash where the graph is", async () => {
    const headers = { "content-type": "application/json" };
    expect(await allowed("/graphql/", { method: "POST", headers, body: JSON.stringify(hello) })).toEqual([
      200,
      origin,
      null,
    ]);
  });

  it("that is not there, or not to be written, tells a page so", async () => {
    expect(await allowed("/nothing")).toEqual([404, origin, null]);
    expect(await allowed("/graphql/more")).toEqual([404, origin, null]);
    expect(await allowed("/graphql", { method: "DELETE" })).toEqual([405, origin, "GET, HEAD, POST"]);
    for (const path of ["/health/live", "/health/ready"])
      expect(await allowed(path, { method: "POST" })).toEqual([405, origin, "GET, HEAD"]);
    const mailbox = await fetch(`${gateway.url}/mailbox`, { headers: { origin } });
    expect(mailbox.headers.get("access-control-allow-origin")).toBeNull();
  });
});

describe("every response", () => {
  it.each([
    ["good", () => post(hello)],
    ["refused", () => post("{")],
    ["not allowed", () => fetch(url, { method: "DELETE" })],
  ])(
    "that is %s keeps browsers from misusing it, and says nothing of what serves it",
    async (_what, send) => {
      const { headers } = await send();
      expect(Object.fromEntries(headers)).toMatchObject({
        "x-content-type-options": "nosniff",
        "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
        "x-frame-options": "DENY",
        "referrer-policy": "no-referrer",
        "cross-origin-resource-policy": "same-origin",
        "cache-control": "no-store",
        "x-request-id": expect.stringMatching(/^[\w-]{36}$/),
      });
      for (const name of ["server", "x-powered-by", "strict-transport-security"])
        expect(headers.get(name)).toBeNull();
    },
  );
});

describe("a request", () => {
  const send = (options: { path?: string; headers?: Record<string, string> }, body: string | Buffer) =>
    new Promise<{ status: number | undefined; headers: IncomingHttpHeaders }>((resolve, reject) => {
      const headers = { "content-type": "application/json", ...options.headers };
      plainRequest(url, { method: "POST", ...options, headers }, (response) => {
        const { statusCode: status, headers: answered } = response;
        response.resume().on("end", () => resolve({ status, headers: answered }));
      })
        .on("error", reject)
        .end(body);
    });

  it.each([
    ["http://gatehouse.example/graphql", 200],
    ["HTTPS://gatehouse.example:8443/graphql?a=b", 200],
    ["http://gatehouse.example", 405],
    ["http://gatehouse.example/graphql/graphql", 404],
  ])("may have a whole URL for its target: %s is %d", async (path, status) => {
    expect(await send({ path }, JSON.stringify(hello))).toMatchObject({ status });
  });

  it("is refused when it is compressed, with the reason", async () => {
    const body = gzipSync(JSON.stringify(hello));
    const { status, headers } = await send({ headers: { "content-encoding": "gzip" } }, body);
    expect([status, headers["accept-encoding"]]).toEqual([415, "identity"]);
    const plain = await send({ headers: { "content-encoding": "identity" } }, JSON.stringify(hello));
    expect(plain.status).toBe(200);
  });
});

describe("in the log", () => {
  it("a client that goes away is no fault, and a name is no longer than a line", async () => {
    const lines: { level: number; msg: string }[] = [];
    const log = pino({}, { write: (line: string) => void lines.push(JSON.parse(line)) });
    const talkative = await startTestGateway([subgraphs.user, subgraphs.task], {}, log);
    const { hostname, port } = new URL(talkative.url);
    const socket = connect(Number(port), hostname);
    const head = "POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 100";
    socket.write(`${head}\r\nexpect: 100-continue\r\n\r\n`);
    // The server has started to read.
    await new Promise((resolve) => socket.once("data", resolve));
    socket.write('{"query":');
    await new Promise((resolve) => socket.once("close", resolve).destroy());
    await fetch(`${talkative.url}/graphql`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ query: "{ hello }", operationName: "x".repeat(10_000) }),
    });
    await talkative.stop();
    expect(lines.filter(({ level }) => level >= 50)).toEqual([]);
    expect(lines.map(({ msg }) => msg)).toContain(`request ${"x".repeat(128)}`);
  });
});

describe("connections", () => {
  it("are kept for the next request", async () => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const ports = new Set<number | undefined>();
    for (let i = 0; i < 3; i++) {
      await new Promise<void>((resolve, reject) => {
        const request = plainRequest(
          url,
          { method: "POST", agent, headers: { "content-type": "application/json" } },
          (response) => {
            ports.add(response.socket.localPort);
            response.resume().on("end", resolve);
          },
        );
        request.on("error", reject).end(JSON.stringify(hello));
      });
    }
    agent.destroy();
    expect(ports.size).toBe(1);
  });

  it("that are opened ahead and not used are closed without a word", async () => {
    const { hostname, port } = new URL(url);
    const socket = connect(Number(port), hostname);
    let received = "";
    socket.on("data", (chunk) => (received += chunk)).on("error", () => {});
    await new Promise((resolve) => socket.on("close", resolve));
    expect(received).toBe("");
  });

  it.each([
    ["headers", "POST /graphql HTTP/1.1\r\nhost: x\r\n"],
    [
      "body",
      'POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n{"query":',
    ],
  ])("whose %s come too slowly get 408, and no other client waits", async (_what, beginning) => {
    const { hostname, port } = new URL(url);
    const socket = connect(Number(port), hostname);
    socket.write(beginning);
    const dribble = setInterval(() => socket.write("x"), 50);
    let received = "";
    socket.on("data", (chunk) => (received += chunk)).on("error", () => {});
    const closed = new Promise((resolve) => socket.on("close", resolve));
    expect((await post(hello)).status).toBe(200);
    await closed;
    clearInterval(dribble);
    expect(received).toMatch(/^HTTP\/1\.1 408 /);
    expect((await post(hello)).status).toBe(200);
  });
});

describe("with a certificate", () => {
  it("TLS 1.2 and later are spoken and nothing else, and browsers are told to stay with it", async () => {
    const folder = temporaryFolder();
    const [key, certificate] = [join(folder, "key.pem"), join(folder, "cert.pem")];
    writeFileSync(key, testCertificate.key);
    writeFileSync(certificate, testCertificate.certificate);
    const secure = await startTestGateway([subgraphs.user, subgraphs.task], {
      TLS_CERT_FILE: certificate,
      TLS_KEY_FILE: key,
    });
    try {
      expect(secure.url).toMatch(/^https:/);
      const answer = await new Promise<{ status: number | undefined; hsts: string | undefined }>(
        (resolve, reject) => {
          const options = {
            method: "POST",
            rejectUnauthorized: false,
            headers: { "content-type": "application/json" },
          };
          tlsRequest(`${secure.url}/graphql`, options, (response) => {
            const hsts = response.headers["strict-transport-security"];
            response.resume().on("end", () => resolve({ status: response.statusCode, hsts }));
          })
            .on("error", reject)
            .end(JSON.stringify(hello));
        },
      );
      expect(answer).toEqual({ status: 200, hsts: "max-age=31536000" });
      const { hostname, port } = new URL(secure.url);
      const versionOf = (maxVersion: "TLSv1.1" | "TLSv1.2" | "TLSv1.3") =>
        new Promise<string | null>((resolve) => {
          const options = {
            host: hostname,
            port: Number(port),
            rejectUnauthorized: false,
            minVersion: "TLSv1" as const,
            maxVersion,
            ciphers: "DEFAULT@SECLEVEL=0",
          };
          const socket = connectTls(options, () => {
            resolve(socket.getProtocol());
            socket.destroy();
          }).on("error", () => resolve(null));
        });
      expect(await versionOf("TLSv1.3")).toBe("TLSv1.3");
      expect(await versionOf("TLSv1.2")).toBe("TLSv1.2");
      expect(await versionOf("TLSv1.1")).toBeNull();
    } finally {
      await secure.stop();
    }
  });
});
