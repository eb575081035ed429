/** Cookie mode where the browser would not keep the cookie: a sign-in says so, and leaves nothing behind. */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { buildSchema } from "graphql";
import { linkTo } from "../../platform/http/link.js";
import { closePages, openBrowser } from "../support/browser.js";
import { createClient } from "../support/client.js";
import { readProjectFile } from "../support/deployment-files.js";
import { eventually } from "../support/service-process.js";
import { startTestSystem, type TestSystem, type TestUser } from "../support/system.js";

const browser = await openBrowser();
/** A front end's development server: it takes any port. */
const pages = createServer((_request, response) =>
  response.writeHead(200, { "content-type": "text/html" }).end("<!doctype html><title>A page</title>"),
);
const folder = mkdtempSync(join(tmpdir(), "gatehouse-test-logs-"));
let pagePort: number;
let system: TestSystem;
let user: TestUser;
beforeAll(async () => {
  await new Promise<void>((resolve) => pages.listen(0, resolve));
  pagePort = (pages.address() as AddressInfo).port;
  system = await startTestSystem({ REFRESH_COOKIE: "true", LOG_DIR: folder, LOG_FORMAT: "off" });
  user = await system.registerUser();
});
afterAll(async () => {
  await closePages(browser);
  await system.stop();
  await new Promise((resolve) => pages.close(resolve));
  rmSync(folder, { recursive: true });
});

const crossSite = { origin: "http://127.0.0.1:5173", "sec-fetch-site": "cross-site" };
const register = { username: "lost-cookie", email: "lost@example.com", password: "a fine passphrase" };
/** Each field that hands out a refresh token, except `refresh` itself, which has none to begin with. */
const signIns: Record<string, { type: string; input: object }> = {
  register: { type: "RegisterInput", input: register },
  confirmRegistration: {
    type: "ConfirmRegistrationInput",
    input: { token: "x", password: register.password },
  },
  login: { type: "LoginInput", input: { identifier: "nobody", password: "wrong" } },
  loginWithCode: { type: "LoginWithCodeInput", input: { challenge: "x", code: "123456" } },
  loginWithPasskey: { type: "LoginWithPasskeyInput", input: { response: "{}" } },
  changePassword: { type: "ChangePasswordInput", input: { currentPassword: "x", newPassword: "y" } },
};

/** Sends one of these fields with headers of a browser, signed in as `user`. */
const send = (field: string, headers: Record<string, string>, input = signIns[field]!.input) =>
  createClient(system.urls.gateway, user.accessToken, headers).send(
    `mutation ($input: ${signIns[field]!.type}!) { ${field}(input: $input) { accessToken } }`,
    { input },
  );
const sessionsOf = async ({ data }: TestUser) =>
  (await data<{ sessions: object[] }>("{ sessions { id } }")).sessions.length;

describe("a sign-in whose browser would not keep the cookie", () => {
  it("is one of these", () => {
    const { Mutation } = buildSchema(readProjectFile("schema/api.graphql")).getTypeMap() as never as {
      Mutation: { getFields(): Record<string, { type: unknown }> };
    };
    const fields = Object.entries(Mutation.getFields()).filter(
      ([, { type }]) => String(type) === "AuthPayload!",
    );
    expect(fields.map(([name]) => name).sort()).toEqual(["refresh", ...Object.keys(signIns)].sort());
  });

  it.each(Object.keys(signIns))(
    "by %s is refused before anything is done, and says what to do",
    async (field) => {
      const answer = await send(field, crossSite);
      expect(answer.errors).toMatchObject([
        {
          message: expect.stringMatching(/nothing was done.*http:\/\/localhost/),
          extensions: { code: "COOKIE_NOT_KEPT" },
        },
      ]);
      expect(answer.data ?? null).toBeNull();
      expect(answer.headers.getSetCookie()).toEqual([]);
      // The page can read that: it is one of this machine.
      expect(answer.headers.get("access-control-allow-origin")).toBe(crossSite.origin);
    },
  );

  it("leaves no session, no account and no counted attempt", async () => {
    const own = await system.registerUser();
    const before = await sessionsOf(own);
    const input = { identifier: own.username, password: own.password };
    expect((await send("login", crossSite, input)).errors).toHaveLength(1);
    expect(await sessionsOf(own)).toBe(before);
    for (let attempt = 0; attempt < 20; attempt++)
      await send("login", crossSite, { ...input, password: "wrong" });
    const { errors } = await send("login", { "sec-fetch-site": "same-origin" }, input);
    expect(errors).toEqual([]);
    expect((await send("register", { "sec-fetch-site": "same-origin" })).errors).toEqual([]);
  });

  it("is in the log: once for many, with the page's origin", async () => {
    await eventually(async () => warnings().length > 0);
    expect(warnings()).toEqual([
      expect.objectContaining({
        level: "warn",
        msg: expect.stringMatching(/would not keep the refresh cookie.*127\.0\.0\.1 is another site/),
        origin: crossSite.origin,
        times: 1,
      }),
    ]);
  });

  it("asks an operator to allow the origin, where that is the problem", async () => {
    const { errors } = await send("login", { origin: "https://app.example.com" });
    expect(errors).toMatchObject([
      { message: expect.stringContaining("ALLOWED_ORIGINS"), extensions: { code: "COOKIE_NOT_KEPT" } },
    ]);
  });

  it("says nothing to a client that is no browser, nor believes one that names a problem itself", async () => {
    const input = { identifier: user.username, password: user.password };
    expect((await send("login", { "x-gatehouse-cookie-problem": "cross-site" }, input)).errors).toEqual([]);
  });

  const warnings = () =>
    readFileSync(join(folder, "auth.log"), "utf8")
      .split("\n")
      .filter((line) => line.includes("another site"))
      .map((line) => JSON.parse(line) as object);
});

(browser ? describe : describe.skip)("in a browser on a development machine, where nothing is set", () => {
  it("a page of localhost stays signed in from any port; one of 127.0.0.1 reads what to do", async () => {
    const context = await browser!.newContext();
    const gateway = linkTo(system.urls.gateway);
    const page = await context.newPage();
    const ask = (query: string) =>
      page.evaluate(
        `fetch("${gateway}/graphql", {
          method: "POST",
          credentials: "include",
          headers: { "content-type": "application/json" },
          body: ${JSON.stringify(JSON.stringify({ query }))},
        }).then((answer) => answer.text(), String)`,
      ) as Promise<string>;
    const login = `mutation { login(input: { identifier: "${user.username}", password: "${user.password}" }) { accessToken refreshToken } }`;
    const refresh = `mutation { refresh(input: { refreshToken: "" }) { accessToken } }`;
    try {
      await page.goto(`http://127.0.0.1:${pagePort}/`);
      expect(await ask(login)).toContain('"code":"COOKIE_NOT_KEPT"');
      expect(await context.cookies(gateway)).toEqual([]);
      await page.goto(`http://localhost:${pagePort}/`);
      expect(await ask(login)).toMatch(/"accessToken":"ey[^"]+","refreshToken":""/);
      await page.reload();
      expect(await ask(refresh)).toMatch(/"accessToken":"ey/);
    } finally {
      await context.close();
    }
  });
});
