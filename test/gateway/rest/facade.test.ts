/** The REST routes of the replaced services (docs/cut-over.md), as their clients use them. */
import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { Ajv2020 } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import jwt from "jsonwebtoken";
import { TOTP } from "otpauth";
import { createClient } from "../../support/client.js";
import { temporaryFolder } from "../../support/command.js";
import { readProjectFile } from "../../support/deployment-files.js";
import { proveAddress } from "../../support/mailbox.js";
import { startTestSystem, type TestSystem, type TestUser } from "../../support/system.js";

interface Answer {
  status: number;
  headers: Headers;
  body: Record<string, unknown> & {
    token: string;
    intData: { message: string; data: Record<string, unknown> };
  };
}

const origin = "https://app.example.com";
const folder = temporaryFolder();
const inAMonth = new Date(Date.now() + 30 * 86_400_000).toISOString().slice(0, 10);

let system: TestSystem;
let user: TestUser;
let other: TestUser;
let admin: TestUser;
beforeAll(async () => {
  system = await startTestSystem({
    REST_FACADE: "true",
    REST_FACADE_UNTIL: inAMonth,
    ALLOWED_ORIGINS: origin,
    LOG_DIR: folder,
  });
  [user, other, admin] = await Promise.all([
    system.registerUser(),
    system.registerUser(),
    system.registerAdmin(),
  ]);
});
afterAll(() => system.stop());

const openApi = JSON.parse(readProjectFile("gateway/rest/openapi.json")) as {
  paths: Record<string, Record<string, { responses: Record<string, { content: Record<string, unknown> }> }>>;
};
const ajv = new Ajv2020({ strict: false, allErrors: true });
addFormats.default(ajv);
ajv.addSchema(openApi, "openapi");
/** Checks that a response is one that the description has. */
function requireDescribed(method: string, path: string, status: number, body: unknown): void {
  const pattern = Object.keys(openApi.paths).find((one) =>
    new RegExp(`^${one.replaceAll(/\{\w+\}/g, "[^/]+")}$`).test(path.split("?", 1)[0]!),
  );
  const found = openApi.paths[pattern ?? ""]?.[method.toLowerCase()];
  if (found === undefined || status === 405) return;
  const pointer = (text: string) => encodeURIComponent(text.replaceAll("~", "~0").replaceAll("/", "~1"));
  const response = found.responses[String(status)] as { $ref?: string } | undefined;
  expect([method, path, status, response !== undefined]).toEqual([method, path, status, true]);
  const place = response?.$ref ?? `#/paths/${pointer(pattern!)}/${method.toLowerCase()}/responses/${status}`;
  const validate = ajv.compile({ $ref: `openapi${place}/content/${pointer("application/json")}/schema` });
  validate(body);
  expect([method, path, status, validate.errors]).toEqual([method, path, status, null]);
}

async function send(
  method: string,
  path: string,
  { token, body, headers = {} }: { token?: string; body?: unknown; headers?: Record<string, string> } = {},
): Promise<Answer> {
  const response = await fetch(`${system.urls.gateway}${path}`, {
    method,
    headers: {
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
      ...(body !== undefined && { "content-type": "application/json" }),
      ...headers,
    },
    ...(body !== undefined && { body: typeof body === "string" ? body : JSON.stringify(body) }),
  });
  const answer = {
    status: response.status,
    headers: response.headers,
    body: (await response.json()) as Answer["body"],
  };
  requireDescribed(method, path, answer.status, answer.body);
  return answer;
}
const verdict = async (...request: Parameters<typeof send>) => {
  const { status, body } = await send(...request);
  return [status, body["code"], ...(body["field"] === undefined ? [] : [body["field"]])];
};
const password = "correct horse battery staple";
let names = 0;
const newName = () => {
  names += 1;
  return `rest${Date.now().toString(36)}${names}`;
};
const createTask = async (token = user.accessToken) =>
  String(
    (await send("POST", "/task/register_task", { token, body: { name: "Water the plants" } })).body.intData
      .data["id"],
  );

describe("the old README's lines", () => {
  it("work with curl, as docs/cut-over.md has them", async () => {
    const block = /<!-- curl -->\n\n```sh\n([\s\S]*?)```/.exec(readProjectFile("docs/cut-over.md"))?.[1];
    const script = `set -e\n${block}`.replaceAll("http://localhost:4000", system.urls.gateway);
    // The system runs in this process: a call that blocks it would wait for itself.
    const { stdout: output } = await promisify(execFile)("bash", ["-c", script]);
    const statuses = output.match(/^HTTP \d+/gm);
    expect(statuses).toEqual([
      "HTTP 201",
      "HTTP 200",
      "HTTP 200",
      "HTTP 201",
      "HTTP 200",
      "HTTP 200",
      "HTTP 200",
    ]);
  });
});

describe("registration and sign-in", () => {
  it("return a token in the forms of both old services", async () => {
    const username = newName();
    const body = { username, email: `${username}@example.com`, password, status: 1 };
    const registered = await send("POST", "/auth/register_user", { body });
    expect([registered.status, registered.body.intData.data]).toMatchObject([201, { username, status: 1 }]);
    for (const path of ["/auth/login", "/login"]) {
      const { status, body: login } = await send("POST", path, {
        body: { username, password, otp: "123456" },
      });
      expect([status, login.token]).toEqual([200, login.intData["token" as "message"]]);
      expect((await send("GET", "/profile", { token: login.token })).body).toMatchObject({
        username,
        email: `${username}@example.com`,
      });
    }
    expect(
      (await send("POST", "/login", { body: { email: `${username}@example.com`, password } })).status,
    ).toBe(200);
  });

  it("refuse what is wrong, by its name", async () => {
    const good = { username: newName(), email: `${newName()}@example.com`, password };
    const register = (body: unknown) => verdict("POST", "/auth/register_user", { body });
    expect(await register({ ...good, email: undefined })).toEqual([400, "BAD_USER_INPUT", "email"]);
    expect(await register({ ...good, username: 1 })).toEqual([400, "BAD_USER_INPUT", "username"]);
    expect(await register({ ...good, username: "a b" })).toEqual([400, "BAD_USER_INPUT", "username"]);
    expect(await register({ ...good, password: "password" })).toEqual([400, "BAD_USER_INPUT", "password"]);
    expect(await register({ ...good, username: user.username })).toEqual([409, "CONFLICT", "username"]);
    expect(
      await verdict("POST", "/auth/login", { body: { username: user.username, password: "wrong" } }),
    ).toEqual([401, "INVALID_CREDENTIALS"]);
    expect(await verdict("POST", "/auth/login", { body: { username: user.username } })).toEqual([
      400,
      "BAD_USER_INPUT",
      "password",
    ]);
  });

  it("take the code of an authenticator app along, as the old sign-in did", async () => {
    const person = await system.registerUser();
    await proveAddress(system, person);
    const { enrolTotp } = await person.data<{ enrolTotp: { secret: string } }>(
      "mutation ($password: String!) { enrolTotp(input: { currentPassword: $password }) { secret } }",
      { password: person.password },
    );
    const totp = new TOTP({ secret: enrolTotp.secret });
    const { confirmTotp } = await person.data<{ confirmTotp: { recoveryCodes: string[] } }>(
      "mutation ($code: String!) { confirmTotp(input: { code: $code }) { recoveryCodes } }",
      { code: totp.generate() },
    );
    const body = { username: person.username, password: person.password };
    expect(await verdict("POST", "/auth/login", { body })).toEqual([401, "MFA_REQUIRED"]);
    const otp = confirmTotp.recoveryCodes[0];
    expect((await send("POST", "/auth/login", { body: { ...body, otp } })).status).toBe(200);
  });
});

describe("users", () => {
  const isCopied = async () =>
    (await send("GET", `/user/users/${user.id}`, { token: user.accessToken })).status === 200;

  it("are listed page by page, found and changed", async () => {
    while (!(await isCopied())) await new Promise((resolve) => setTimeout(resolve, 50));
    const first = await send("GET", "/user/users?limit=1", { token: user.accessToken });
    expect([first.status, first.body["status"], (first.body["users"] as object[]).length]).toEqual([
      200,
      "success",
      1,
    ]);
    const after = encodeURIComponent(String(first.body["next"]));
    const second = await send("GET", `/user/users?limit=1&after=${after}`, { token: user.accessToken });
    expect(second.body["users"]).not.toEqual(first.body["users"]);
    const path = `/user/users/${user.id}`;
    const changed = await send("PUT", path, { token: user.accessToken, body: { display_name: "Ada" } });
    expect(changed.body["user"]).toMatchObject({ id: user.id, display_name: "Ada", status: 1 });
    expect(
      await verdict("PUT", path, { token: user.accessToken, body: { username: "other", password } }),
    ).toEqual([400, "BAD_USER_INPUT", "username"]);
    expect(await verdict("PUT", path, { token: other.accessToken, body: { bio: "x" } })).toEqual([
      403,
      "FORBIDDEN",
    ]);
    expect(await verdict("GET", "/user/users?limit=101", { token: user.accessToken })).toEqual([
      400,
      "BAD_USER_INPUT",
      "limit",
    ]);
    expect(await verdict("GET", "/user/users/42", { token: user.accessToken })).toEqual([404, "NOT_FOUND"]);
  });

  it("are disabled and enabled by admins alone", async () => {
    const person = await system.registerUser();
    const path = `/user/users/${person.id}`;
    expect(await verdict("PUT", `${path}/disable`, { token: user.accessToken })).toEqual([403, "FORBIDDEN"]);
    const disabled = await send("PUT", `${path}/disable`, { token: admin.accessToken });
    expect([disabled.status, disabled.body["user"]]).toMatchObject([200, { id: person.id, status: 0 }]);
    expect(await verdict("GET", "/task/tasks", { token: person.accessToken })).toEqual([
      401,
      "UNAUTHENTICATED",
    ]);
    const enabled = await send("PUT", `${path}/enable`, { token: admin.accessToken, body: {} });
    expect([enabled.status, enabled.body["user"]]).toMatchObject([200, { status: 1 }]);
  });
});

describe("tasks", () => {
  it("are registered, listed, found, edited, disabled and enabled, by their old names", async () => {
    const token = other.accessToken;
    const old = {
      name: "Report",
      description: "Yearly",
      dead_line: "2027-03-01",
      created_at: "2026-11-27",
      status: "incomplete",
      is_alive: true,
      created_by: "Manuel",
    };
    const registered = await send("POST", "/task/register_task", { token, body: old });
    const { created_at: _, ...kept } = old;
    const task = registered.body.intData.data;
    expect([registered.status, registered.body["statusCode"], task]).toMatchObject([
      201,
      201,
      { ...kept, status: "todo", created_by: other.username },
    ]);
    const path = `/task/tasks/${task["id"]}`;
    expect((await send("GET", path, { token })).body.intData.data).toEqual(task);
    const edited = await send("PUT", path, {
      token,
      body: { ...task, name: "Annual report", status: "done" },
    });
    expect(edited.body.intData.data).toMatchObject({ name: "Annual report", status: "done", is_alive: true });
    const ended = await send("PUT", path, { token, body: { is_alive: false } });
    expect(ended.body.intData.data).toMatchObject({ name: "Annual report", is_alive: false });
    expect(await verdict("PUT", path, { token, body: {} })).toEqual([400, "BAD_USER_INPUT", "input"]);
    expect((await send("PUT", `${path}/enable`, { token })).body.intData.data).toMatchObject({
      is_alive: true,
    });
    expect((await send("PUT", `${path}/disable`, { token })).body.intData.data).toMatchObject({
      is_alive: false,
    });
    const listed = await send("GET", "/task/tasks", { token });
    expect(listed.body.intData.data).toMatchObject([{ id: task["id"], is_alive: false }]);
  });

  it("are the caller's own: others find none, and what does not fit is named", async () => {
    const path = `/task/tasks/${await createTask()}`;
    for (const [method, suffix] of [
      ["GET", ""],
      ["PUT", "/enable"],
      ["PUT", "/disable"],
    ] as const)
      expect(await verdict(method, `${path}${suffix}`, { token: other.accessToken })).toEqual([
        404,
        "NOT_FOUND",
      ]);
    const create = (body: object) => verdict("POST", "/task/tasks", { token: user.accessToken, body });
    expect(await create({})).toEqual([400, "BAD_USER_INPUT", "name"]);
    expect(await create({ name: "a", dead_line: "2027-02-30" })).toEqual([400, "BAD_USER_INPUT", "dueDate"]);
    expect(await create({ name: "a", status: "done" })).toEqual([400, "BAD_USER_INPUT", "status"]);
    expect(await create({ name: "a", status: "whatever" })).toEqual([400, "BAD_USER_INPUT", "status"]);
    expect(await create({ name: "a", is_alive: "yes" })).toEqual([400, "BAD_USER_INPUT", "is_alive"]);
  });
});

describe("health and diagnostics", () => {
  it("tell anyone that the services respond, and admins more", async () => {
    expect((await send("GET", "/health")).body).toMatchObject({
      status: "ok",
      checks: { auth: "ok", task: "ok" },
    });
    expect((await send("GET", "/auth/health")).body).toEqual({ status: "ok", checks: { auth: "ok" } });
    for (const path of ["/test-db", "/test-event"]) {
      expect(await verdict("GET", path)).toEqual([401, "UNAUTHENTICATED"]);
      expect(await verdict("GET", path, { token: user.accessToken })).toEqual([403, "FORBIDDEN"]);
      expect((await send("GET", path, { token: admin.accessToken })).body["status"]).toBe("success");
    }
  });
});

describe("a request", () => {
  it("needs a token that is good, with or without the word Bearer", async () => {
    expect(await verdict("GET", "/task/tasks")).toEqual([401, "UNAUTHENTICATED"]);
    expect(await verdict("GET", "/task/tasks", { token: "a.b.c" })).toEqual([401, "UNAUTHENTICATED"]);
    const { headers } = await send("GET", "/task/tasks");
    expect(headers.get("www-authenticate")).toBe("Bearer");
    const bare = await send("GET", "/task/tasks", { headers: { authorization: user.accessToken } });
    expect(bare.status).toBe(200);
  });

  it("is JSON within the limit, by a method that the path has", async () => {
    const token = user.accessToken;
    const body = JSON.stringify({ name: "a" });
    const post = (headers: Record<string, string>, content = body) =>
      verdict("POST", "/task/tasks", { token, body: content, headers });
    expect(await post({ "content-type": "text/plain" })).toEqual([415, "BAD_REQUEST"]);
    expect(await post({ "content-type": "application/x-www-form-urlencoded" })).toEqual([415, "BAD_REQUEST"]);
    expect(await post({}, "{")).toEqual([400, "BAD_REQUEST"]);
    expect(await post({}, "[]")).toEqual([400, "BAD_REQUEST"]);
    expect(await post({}, JSON.stringify({ name: "x".repeat(300_000) }))).toEqual([
      413,
      "BODY_LIMIT_EXCEEDED",
    ]);
    const wrong = await send("DELETE", "/task/tasks", { token });
    expect([wrong.status, wrong.headers.get("allow")]).toEqual([405, "POST, GET"]);
    expect((await fetch(`${system.urls.gateway}/task/unknown`)).status).toBe(404);
  });

  it("is announced to end: Deprecation, Sunset and Link, on errors too", async () => {
    for (const path of ["/task/tasks", "/health", "/rest-facade/openapi.json"]) {
      const { headers } = await fetch(`${system.urls.gateway}${path}`);
      expect(headers.get("deprecation")).toMatch(/^@\d{10}$/);
      expect(headers.get("sunset")).toBe(new Date(inAMonth).toUTCString());
      expect(headers.get("link")).toContain('</rest-facade/openapi.json>; rel="service-desc"');
    }
  });

  it("may come from pages of the allowed origins alone, and PUT only after a preflight", async () => {
    const preflight = (from: string) =>
      fetch(`${system.urls.gateway}/task/tasks/1/enable`, {
        method: "OPTIONS",
        headers: {
          origin: from,
          "access-control-request-method": "PUT",
          "access-control-request-headers": "authorization",
        },
      });
    const allowed = await preflight(origin);
    expect(allowed.headers.get("access-control-allow-origin")).toBe(origin);
    expect(allowed.headers.get("access-control-allow-methods")).toContain("PUT");
    expect((await preflight("https://evil.example")).headers.get("access-control-allow-origin")).toBeNull();
    const graph = await fetch(`${system.urls.gateway}/graphql`, {
      method: "OPTIONS",
      headers: { origin, "access-control-request-method": "PUT" },
    });
    expect(graph.headers.get("access-control-allow-methods")).not.toContain("PUT");
  });

  it("is in the log by its route and its operation", async () => {
    await createTask();
    const lines = readFileSync(join(folder, "gateway.log"), "utf8");
    expect(lines).toContain("a REST route of the replaced services was used: POST /task/register_task");
    expect(lines).toContain('"msg":"mutation RestCreateTask"');
  });
});

describe("the description", () => {
  it("is served as it is committed", async () => {
    expect((await send("GET", "/rest-facade/openapi.json")).body).toEqual(openApi);
  });
});

describe("another system", () => {
  const withSystem = async (settings: Record<string, string>, use: (url: string) => Promise<void>) => {
    const started = await startTestSystem(settings);
    try {
      await use(started.urls.gateway);
    } finally {
      await started.stop();
    }
  };
  const login = (url: string) =>
    fetch(`${url}/login`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ username: "no-one", password }),
    });

  it("has no such routes unless they are asked for", async () => {
    await withSystem({}, async (url) => {
      expect((await login(url)).status).toBe(404);
      expect((await fetch(`${url}/health`)).status).toBe(404);
    });
  });

  it("has none after their end", async () => {
    await withSystem({ REST_FACADE: "true", REST_FACADE_UNTIL: "2026-01-01" }, async (url) => {
      const response = await login(url);
      expect([response.status, response.headers.get("sunset")]).toEqual([
        410,
        "Thu, 01 Jan 2026 00:00:00 GMT",
      ]);
    });
  });

  it("runs registered operations alone, and takes old tokens and limits as the graph does", async () => {
    const secret = "the-secret-key-of-the-old-services-0123456789";
    const settings = {
      REST_FACADE: "true",
      PERSISTED_OPERATIONS: "enforce",
      OPERATIONS_MANIFEST: "operations",
      LEGACY_TOKEN_SECRET: secret,
      LEGACY_TOKENS_UNTIL: inAMonth,
      RATE_LIMIT_ADDRESS: "1000",
    };
    await withSystem(settings, async (url) => {
      expect(await createClient(url).codes("{ me { id } }")).toEqual(["OPERATION_NOT_REGISTERED"]);
      const expired = jwt.sign({ user_id: 1, exp: 1 }, secret, { algorithm: "HS256" });
      const response = await fetch(`${url}/profile`, { headers: { authorization: expired } });
      expect([response.status, await response.json()]).toMatchObject([401, { code: "TOKEN_EXPIRED" }]);
      const statuses = [(await login(url)).status];
      while (statuses.at(-1) === 401) statuses.push((await login(url)).status);
      const last = await login(url);
      expect([statuses.at(-1), last.status, await last.json()]).toMatchObject([
        429,
        429,
        { code: "RATE_LIMITED" },
      ]);
      expect(Number(last.headers.get("retry-after"))).toBeGreaterThan(0);
    });
  });
});
