/** What other services get to check access tokens: the claim `scope`, the key set, metadata, introspection. */
import { createServer, request } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import jwt from "jsonwebtoken";
import { pino } from "pino";
import { linkTo } from "../../platform/http/link.js";
import { introspectionPath } from "../../platform/identity/introspection.js";
import { keySetPath } from "../../platform/service/open-token-verifier.js";
import { completeSettings, problemsOf, readAllSettings } from "../support/all-settings.js";
import { startTestGateway, type TestGateway } from "../support/gateway.js";
import { startTestSystem, type TestSystem, type TestUser } from "../support/system.js";

const metadataPath = "/.well-known/oauth-authorization-server";
const secret = "the-secret-of-the-old-flask-service-1";
const older = "the-secret-that-flask-had-before-2345";
const clients = `flask:${secret},reports:${"r".repeat(32)},flask:${older}`;

let system: TestSystem;
let user: TestUser;
let admin: TestUser;
beforeAll(async () => {
  system = await startTestSystem({
    TOKEN_INTROSPECTION_CLIENTS: clients,
    // Each test has client addresses of its own.
    TRUSTED_PROXIES: "loopback",
    ALLOWED_ORIGINS: "https://app.example",
  });
  user = await system.registerUser();
  admin = await system.registerAdmin();
});
afterAll(() => system.stop());

const basic = (name: string, word: string) => ({
  authorization: `Basic ${Buffer.from(`${name}:${word}`).toString("base64")}`,
});
const flask = basic("flask", secret);

/** Sends a form to the introspection endpoint. */
async function introspect(
  fields: Record<string, string> | string,
  headers: Record<string, string> = flask,
  url = system.urls.gateway,
) {
  const response = await fetch(`${url}/oauth/introspect`, {
    method: "POST",
    headers,
    body: new URLSearchParams(fields),
  });
  return { status: response.status, headers: response.headers, text: await response.text() };
}
const answerTo = async (token: string) => JSON.parse((await introspect({ token })).text) as object;
const inactive = '{"active":false}';

/** Sends a request with a `Host` of the test's choice, as fetch cannot. */
const getAs = (host: string, url: string) =>
  new Promise<string>((resolve, reject) => {
    const sent = request(url, { headers: { host } }, async (response) => {
      let text = "";
      for await (const chunk of response) text += chunk;
      resolve(text);
    });
    sent.once("error", reject).end();
  });

describe("an access token", () => {
  it("carries the scopes of its roles, with spaces between them, beside the roles (RFC 9068, 2.2.3)", () => {
    expect(jwt.decode(user.accessToken)).toMatchObject({ roles: ["USER"], scope: "user" });
    expect(jwt.decode(admin.accessToken)).toMatchObject({ roles: ["USER", "ADMIN"], scope: "user admin" });
  });
});

describe("the key set at the gateway", () => {
  it("is auth's, for pages of every origin, and may be cached by everyone", async () => {
    const origin = { origin: "https://anywhere.example" };
    const response = await fetch(`${system.urls.gateway}${keySetPath}`, { headers: origin });
    expect(response.status).toBe(200);
    expect(response.headers.get("access-control-allow-origin")).toBe("*");
    expect(response.headers.get("access-control-allow-credentials")).toBeNull();
    expect(response.headers.get("cache-control")).toMatch(/^public, max-age=([1-9]|[1-9]\d|[12]\d\d|300)$/);
    const served = (await response.json()) as { keys: object[] };
    expect(served).toEqual(await (await fetch(`${system.urls.auth}${keySetPath}`)).json());
    expect(Object.keys(served.keys[0]!).sort()).toEqual(["alg", "e", "kid", "kty", "n", "use"]);
  });

  it.each([keySetPath, metadataPath])("and %s can be read and not written", async (path) => {
    const send = (method: string) => fetch(`${system.urls.gateway}${path}`, { method });
    const head = await send("HEAD");
    expect([head.status, await head.text()]).toEqual([200, ""]);
    for (const method of ["POST", "PUT", "DELETE", "OPTIONS"]) {
      const refused = await send(method);
      expect([refused.status, refused.headers.get("allow")]).toEqual([405, "GET, HEAD"]);
    }
  });
});

describe("the metadata (RFC 8414)", () => {
  it("names the issuer of the tokens, the key set, the scopes, the algorithms and introspection, and no grant of OAuth", async () => {
    const url = linkTo(system.urls.gateway);
    const response = await fetch(`${system.urls.gateway}${metadataPath}`);
    expect(response.headers.get("access-control-allow-origin")).toBe("*");
    expect(response.headers.get("cache-control")).toBe("public, max-age=300");
    expect(await response.json()).toEqual({
      issuer: (jwt.decode(user.accessToken) as jwt.JwtPayload).iss,
      jwks_uri: `${url}${keySetPath}`,
      scopes_supported: ["user", "admin"],
      access_token_signing_alg_values_supported: ["RS256", "ES256"],
      response_types_supported: [],
      grant_types_supported: [],
      introspection_endpoint: `${url}/oauth/introspect`,
      introspection_endpoint_auth_methods_supported: ["client_secret_basic", "client_secret_post"],
    });
  });

  it("takes no URL from the request's Host", async () => {
    const text = await getAs("evil.example", `${system.urls.gateway}${metadataPath}`);
    expect(text).toContain(`${linkTo(system.urls.gateway)}${keySetPath}`);
    expect(text).not.toContain("evil");
  });
});

describe("introspection (RFC 7662)", () => {
  it("says what an active token says, to a client that authenticates in either way", async () => {
    const { sub, sid, jti, iat, exp, iss, aud, client_id } = jwt.decode(user.accessToken) as jwt.JwtPayload;
    const expected = {
      active: true,
      token_type: "Bearer",
      username: user.username,
      roles: ["USER"],
      scope: "user",
      ...{ sub, sid, jti, iat, exp, iss, aud, client_id },
    };
    const token = user.accessToken;
    const ways: [Record<string, string>, Record<string, string>][] = [
      [{ token }, flask],
      [{ token, token_type_hint: "access_token", client_id: "flask" }, basic("flask", secret)],
      // Encoded as in a form (RFC 6749, 2.3.1), and the secret before the last change.
      [{ token }, basic("flask", older.replaceAll("-", "%2D"))],
      [{ token, client_id: "reports", client_secret: "r".repeat(32) }, {}],
    ];
    for (const [fields, headers] of ways) {
      const response = await introspect(fields, headers);
      expect([response.status, JSON.parse(response.text)]).toEqual([200, expected]);
      expect(response.headers.get("cache-control")).toBe("no-store");
    }
    expect(await answerTo(admin.accessToken)).toMatchObject({
      scope: "user admin",
      roles: ["USER", "ADMIN"],
    });
  });

  it("says of any other token only that it is not active", async () => {
    const [head, payload, signature = ""] = user.accessToken.split(".");
    const others = [
      "text",
      user.refreshToken,
      `${head}.${payload}.${signature.startsWith("A") ? "B" : "A"}${signature.slice(1)}`,
      `${head}.${payload}.`,
      "x".repeat(10_000),
    ];
    for (const token of others) expect((await introspect({ token })).text).toBe(inactive);
  });

  it("knows at once of a session that has ended, of a disabled account, and of other roles", async () => {
    const [leaving, banned, promoted] = await Promise.all([1, 2, 3].map(() => system.registerUser()));
    for (const { accessToken } of [leaving!, banned!, promoted!])
      expect(await answerTo(accessToken)).toMatchObject({ active: true });
    await leaving!.data("mutation { logout { revokedSessions } }");
    await admin.data("mutation ($id: ID!) { disableUser(id: $id) { id } }", { id: banned!.id });
    await admin.data("mutation ($id: ID!) { setUserRoles(id: $id, roles: [USER, ADMIN]) { id } }", {
      id: promoted!.id,
    });
    for (const { accessToken } of [leaving!, banned!, promoted!])
      expect((await introspect({ token: accessToken })).text).toBe(inactive);
  });

  it.each<[string, Record<string, string>, Record<string, string>]>([
    ["without credentials", {}, {}],
    ["with a wrong secret", {}, basic("flask", "w".repeat(32))],
    ["with the secret of another client", {}, basic("reports", secret)],
    ["with an unknown name", {}, basic("nobody", secret)],
    ["with an empty name and secret", {}, basic("", "")],
    ["with a name that no decoder takes", {}, basic("%", secret)],
    ["with credentials that are no pair", {}, { authorization: "Basic Zmxhc2s=" }],
    ["with a user's token", {}, { authorization: "Bearer token" }],
    ["with a wrong secret in the form", { client_id: "flask", client_secret: "w".repeat(32) }, {}],
    ["with a name alone in the form", { client_id: "flask" }, {}],
  ])("refuses a client %s", async (_what, fields, headers) => {
    const from = { "x-forwarded-for": "192.0.2.1" };
    const refused = await introspect({ token: user.accessToken, ...fields }, { ...from, ...headers });
    expect(refused.status).toBe(401);
    expect(refused.headers.get("www-authenticate")).toBe('Basic realm="introspection", charset="UTF-8"');
    expect(refused.headers.get("cache-control")).toBe("no-store");
    expect(JSON.parse(refused.text)).toEqual({
      error: "invalid_client",
      error_description: "The client or its secret is unknown.",
    });
  });

  it("refuses a request that is not what the standard says", async () => {
    const status = async (...request: Parameters<typeof introspect>) => (await introspect(...request)).status;
    expect(await status({})).toBe(400);
    expect(await status({ token: "" })).toBe(400);
    expect(await status("token=a&token=b")).toBe(400);
    expect(await status({ token: "a", client_id: "flask", client_secret: secret })).toBe(400);
    expect(await status({ token: "x".repeat(20_000) })).toBe(413);
    expect(await status({ token: "a" }, { ...flask, "content-type": "application/json" })).toBe(415);
    const get = await fetch(`${system.urls.gateway}/oauth/introspect?token=a`, { headers: flask });
    expect([get.status, get.headers.get("allow")]).toEqual([405, "POST"]);
  });

  it("is for no page, not even one of an allowed origin", async () => {
    const { headers } = await introspect({ token: "a" }, { ...flask, origin: "https://app.example" });
    expect([...headers.keys()].filter((name) => name.startsWith("access-control-"))).toEqual([]);
  });

  it("compares nothing more for an address that has failed thirty times in a minute", async () => {
    const from = (address: string) => ({ "x-forwarded-for": address });
    const wrong = basic("flask", "w".repeat(32));
    for (let failures = 0; failures < 30; failures++)
      expect((await introspect({ token: "a" }, { ...wrong, ...from("192.0.2.2") })).status).toBe(401);
    for (const credentials of [wrong, flask]) {
      const refused = await introspect({ token: "a" }, { ...credentials, ...from("192.0.2.2") });
      expect(refused.status).toBe(429);
      expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(0);
    }
    expect((await introspect({ token: "a" }, { ...flask, ...from("192.0.2.3") })).status).toBe(200);
  });
});

describe("a gateway beside an auth that comes and goes", () => {
  let gateway: TestGateway;
  const log: string[] = [];
  const asked: string[] = [];
  let answer: ((path: string) => object) | null = null;
  const auth = createServer((incoming, response) => {
    asked.push(incoming.url ?? "");
    if (answer === null) return void incoming.socket.destroy();
    response.setHeader("content-type", "application/json").end(JSON.stringify(answer(incoming.url ?? "")));
  });
  const subgraphs = [{ name: "one", sdl: "type Query { one: Int }", url: "http://127.0.0.1:9" }];
  const get = (path: string) => fetch(`${gateway.url}${path}`);
  beforeAll(async () => {
    await new Promise<void>((resolve) => auth.listen(0, "127.0.0.1", resolve));
    const settings = {
      AUTH_URL: `http://127.0.0.1:${(auth.address() as AddressInfo).port}`,
      TOKEN_INTROSPECTION_CLIENTS: clients,
      TOKEN_ISSUER: "https://id.example/house/",
      PUBLIC_URL: "https://api.example/graph/",
      KEY_SET_CACHE_SECONDS: "1",
    };
    gateway = await startTestGateway(subgraphs, settings, pino({}, { write: (line) => void log.push(line) }));
  });
  afterAll(async () => {
    await gateway.stop();
    await new Promise((resolve) => auth.close(resolve));
  });

  it("has no key set before the first, and says when to try again", async () => {
    const response = await get(keySetPath);
    expect([response.status, response.headers.get("retry-after")]).toEqual([503, "1"]);
    expect(response.headers.get("cache-control")).toBe("no-store");
    expect(response.headers.get("access-control-allow-origin")).toBe("*");
  });

  it("introspects nothing without auth: 503, whether auth is away or its answer is none", async () => {
    const token = user.accessToken;
    for (const broken of [null, () => ({}), () => ({ active: "true" })]) {
      answer = broken;
      const response = await introspect({ token }, flask, gateway.url);
      expect([response.status, response.headers.get("retry-after")]).toEqual([503, "1"]);
      expect(JSON.parse(response.text)).toMatchObject({ error: "temporarily_unavailable" });
    }
    await introspect({ token }, basic("flask", "w".repeat(32)), gateway.url);
    const text = log.join("");
    expect(text).toContain("a token could not be introspected");
    expect(text).toContain("the client's secret is wrong");
    for (const hidden of [token, secret, older, "w".repeat(32)]) expect(text).not.toContain(hidden);
  });

  it("asks auth once for many that ask at the same time, and passes on public keys only", async () => {
    const { keys } = (await (await fetch(`${system.urls.auth}${keySetPath}`)).json()) as { keys: object[] };
    const more = { keys: [{ ...keys[0], d: "private", x5u: "https://evil.example" }] };
    answer = (path) => (path === introspectionPath ? { active: false } : more);
    const asksForKeys = () => asked.filter((path) => path === keySetPath).length;
    const before = asksForKeys();
    let responses: Response[] = [];
    // The pause after the failure above.
    while (responses.length === 0 || responses.some(({ status }) => status === 503))
      responses = await Promise.all(Array.from({ length: 20 }, () => get(keySetPath)));
    expect(asksForKeys()).toBe(before + 1);
    for (const response of responses) expect(await response.json()).toEqual({ keys: [keys[0]] });
    expect((await introspect({ token: "a" }, flask, gateway.url)).text).toBe(inactive);
  });

  it("serves the last known set while auth is away", async () => {
    answer = null;
    const response = await get(keySetPath);
    expect([response.status, response.headers.get("cache-control")]).toEqual([200, "public, max-age=1"]);
  });

  it("builds the metadata's URLs from PUBLIC_URL, also where RFC 8414 looks for an issuer with a path", async () => {
    for (const path of [metadataPath, `${metadataPath}/house`]) {
      expect(await (await get(path)).json()).toMatchObject({
        issuer: "https://id.example/house/",
        jwks_uri: "https://api.example/graph/.well-known/jwks.json",
        introspection_endpoint: "https://api.example/graph/oauth/introspect",
      });
    }
    expect((await get(`${metadataPath}/other`)).status).toBe(404);
  });

  it.each<[string, Record<string, string | undefined>]>([
    ["has no auth of ours", { AUTH_URL: undefined, TOKEN_INTROSPECTION_CLIENTS: clients }],
    ["verifies no tokens", { AUTHORIZATION: "off", TOKEN_INTROSPECTION_CLIENTS: clients }],
  ])("serves none of it where it %s", async (_what, settings) => {
    const other = await startTestGateway(subgraphs, settings);
    try {
      for (const path of [keySetPath, metadataPath])
        expect((await fetch(`${other.url}${path}`)).status).toBe(404);
      expect((await introspect({ token: "a" }, flask, other.url)).status).toBe(404);
    } finally {
      await other.stop();
    }
  });

  it("has no introspection without clients, and no metadata for an issuer that is no URL", async () => {
    const other = await startTestGateway(subgraphs, { TOKEN_ISSUER: "our-house" });
    try {
      expect((await introspect({ token: "a" }, flask, other.url)).status).toBe(404);
      expect((await fetch(`${other.url}${metadataPath}`)).status).toBe(404);
      expect((await fetch(`${other.url}${keySetPath}`)).status).toBe(503);
    } finally {
      await other.stop();
    }
  });
});

describe("the settings", () => {
  const complaint = expect.stringMatching(/^TOKEN_INTROSPECTION_CLIENTS must list NAME:SECRET pairs/);

  it.each([
    ["a secret without a name", secret],
    ["a short secret", "flask:short"],
    ["an empty entry", `flask:${secret},`],
    ["a secret that a header would have to encode", `flask:${"a+/=".repeat(10)}`],
    ["a name that a header would have to encode", `a b:${secret}`],
  ])("refuse %s among the clients, without telling it", (_what, value) => {
    const problems = problemsOf({ TOKEN_INTROSPECTION_CLIENTS: value, ...completeSettings });
    expect(problems).toEqual([complaint]);
    expect(problems[0]).not.toContain(value);
  });

  it("take the public URL from PUBLIC_URL, else in production from an issuer that is chosen and a URL", () => {
    const urlOf = (settings: Record<string, string>) =>
      readAllSettings({ ...completeSettings, ...settings }).config.gateway.publicUrl;
    expect(urlOf({})).toBeNull();
    expect(urlOf({ TOKEN_ISSUER: "our-house" })).toBeNull();
    expect(urlOf({ TOKEN_ISSUER: "https://id.example/" })).toBe("https://id.example");
    expect(urlOf({ TOKEN_ISSUER: "https://id.example/", PUBLIC_URL: "https://api.example/graph/" })).toBe(
      "https://api.example/graph",
    );
    expect(problemsOf({ PUBLIC_URL: "api.example", ...completeSettings })).toEqual([
      expect.stringMatching(/^PUBLIC_URL must be an http or https URL/),
    ]);
  });
});
