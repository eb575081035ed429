/** The gateway as an HTTP server: health, CORS, bodies, errors without internals. */
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { startTestSystem, type TestSystem } from "../support/system.js";

let system: TestSystem;
let url: string;
beforeAll(async () => {
  system = await startTestSystem({ ALLOWED_ORIGINS: "https://app.example.com" });
  url = system.urls.gateway;
});
afterAll(() => system.stop());

const post = (body: string | Uint8Array, headers: Record<string, string> = {}) =>
  fetch(`${url}/graphql`, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: body as string,
  });

describe("health", () => {
  it("serves live and ready on every service", async () => {
    for (const service of Object.values(system.urls)) {
      for (const path of ["live", "ready"]) {
        const answer = await fetch(`${service}/health/${path}`);
        expect([answer.status, await answer.json()]).toMatchObject([200, { status: "ok" }]);
        expect(answer.headers.get("cache-control")).toBe("no-store");
      }
    }
  });
});

describe("CORS", () => {
  const preflight = (origin: string) =>
    fetch(`${url}/graphql`, {
      method: "OPTIONS",
      headers: {
        origin,
        "access-control-request-method": "POST",
        "access-control-request-headers": "content-type,authorization",
      },
    });

  it("lets the listed origin in, and lets browsers remember it", async () => {
    const { status, headers } = await preflight("https://app.example.com");
    expect(status).toBe(204);
    expect(headers.get("access-control-allow-origin")).toBe("https://app.example.com");
    expect(headers.get("access-control-max-age")).toBe("600");
    const answer = await post('{"query":"{__typename}"}', { origin: "https://app.example.com" });
    expect(answer.headers.get("access-control-allow-origin")).toBe("https://app.example.com");
  });

  it.each(["https://evil.example.com", "null", "https://app.example.com.evil.com", "http://app.example.com"])(
    "lets %s not in",
    async (origin) => {
      expect((await preflight(origin)).headers.get("access-control-allow-origin")).toBeNull();
      expect(
        (await post('{"query":"{__typename}"}', { origin })).headers.get("access-control-allow-origin"),
      ).toBeNull();
    },
  );
});

describe("a request", () => {
  it.each([
    ["no JSON", "{", 400],
    ["nothing", "", 400],
    ["no object", "[]", 422],
    ["a number", "7", 422],
    ["no UTF-8", new Uint8Array([0x7b, 0xff, 0xfe, 0x7d]), 400],
    ["no query", '{"variables":{}}', 422],
    ["no GraphQL", '{"query":"{"}', 400],
    ["an unknown field", '{"query":"{ nothingLikeIt }"}', 422],
    [
      "an operation name that is not there",
      '{"operationName":"Other","query":"query Me { __typename }"}',
      422,
    ],
    ["several operations and no name", '{"query":"query A { __typename } query B { __typename }"}', 422],
    ["a subscription", '{"query":"subscription { x }"}', 422],
    [
      "a hash that is another query's",
      '{"query":"{__typename}","extensions":{"persistedQuery":{"version":1,"sha256Hash":"0"}}}',
      422,
    ],
    ["a batch", '[{"query":"{__typename}"}]', 422],
    ["too much", `{"query":"{__typename} #${"x".repeat(300_000)}"}`, 413],
  ])("with %s gets a GraphQL error and the right status", async (_what, body, status) => {
    const answer = await post(body);
    expect(answer.status).toBe(status);
    expect(await answer.json()).toMatchObject({
      errors: [
        { message: expect.any(String), extensions: { code: expect.not.stringContaining("INTERNAL") } },
      ],
    });
  });

  it("is told to come as JSON, so that no form of another site can send it", async () => {
    for (const type of [
      "text/plain",
      "application/x-www-form-urlencoded",
      "multipart/form-data; boundary=x",
    ]) {
      expect((await post("query={__typename}", { "content-type": type })).status).toBe(415);
    }
  });

  it("by GET may not change anything, and needs a header that no simple page sends", async () => {
    const get = (query: string, headers: Record<string, string> = {}) =>
      fetch(`${url}/graphql?query=${encodeURIComponent(query)}`, { headers });
    expect((await get("{__typename}")).status).toBe(400);
    expect((await get("{__typename}", { "apollo-require-preflight": "1" })).status).toBe(200);
    expect(
      (await get("mutation { logout { revokedSessions } }", { "apollo-require-preflight": "1" })).status,
    ).toBe(405);
  });

  it("has an id, its own or the client's if it is harmless", async () => {
    const idOf = async (id: string) =>
      (await post('{"query":"{__typename}"}', { "x-request-id": id })).headers.get("x-request-id");
    expect(await idOf("my-request-0001")).toBe("my-request-0001");
    expect(await idOf("<script>")).toMatch(/^[0-9a-f-]{36}$/);
  });

  it("for anything else is a 404", async () => {
    for (const path of [
      "/nothing",
      "/graphql//",
      "/graphql/x",
      "/../package.json",
      "/__proto__",
      "/constructor",
    ]) {
      expect((await fetch(`${url}${path}`)).status).toBe(404);
    }
  });
});

describe("an error", () => {
  it("never says which subgraph it comes from, nor shows a stack", async () => {
    const user = await system.registerUser();
    const { errors } = await user.send('mutation { updateUser(id: "x", input: { bio: "y" }) { id } }');
    expect(errors).toEqual([
      { message: expect.any(String), path: ["updateUser"], extensions: { code: "FORBIDDEN" } },
    ]);
  });
});
