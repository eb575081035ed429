/** The refresh token in a cookie: only between a browser and auth, and useless to a page of another site. */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { createRefreshCookieRelays } from "../../gateway/http/relay-refresh-cookie.js";
import {
  formatRefreshCookie,
  readRefreshCookie,
  readSetRefreshCookie,
  refreshCookieName,
} from "../../platform/identity/refresh-cookie.js";
import { completeSettings, problemsOf } from "../support/all-settings.js";
import { closePages, openBrowser } from "../support/browser.js";
import { createClient } from "../support/client.js";
import { startTestSystem, type TestSystem, type TestUser } from "../support/system.js";

const app = "https://app.example.com";
const register = `mutation ($input: RegisterInput!) { register(input: $input) { accessToken refreshToken } }`;
const login = `mutation ($input: LoginInput!) { login(input: $input) { accessToken refreshToken } }`;
const refresh = `mutation { refresh(input: { refreshToken: "" }) { accessToken refreshToken } }`;

const browser = await openBrowser();
/** Serves an empty page: under the name 127.0.0.1 an app on the gateway's site, under localhost another site. */
const pages = createServer((_request, response) =>
  response.writeHead(200, { "content-type": "text/html" }).end("<!doctype html><title>A page</title>"),
);
let pagePort: number;
let system: TestSystem;
let user: TestUser;
beforeAll(async () => {
  await new Promise<void>((resolve) => pages.listen(0, resolve));
  pagePort = (pages.address() as AddressInfo).port;
  const origins = [app, `http://127.0.0.1:${pagePort}`].join();
  system = await startTestSystem({ REFRESH_COOKIE: "true", ALLOWED_ORIGINS: origins });
  user = await system.registerUser();
});
afterAll(async () => {
  await closePages(browser);
  await system.stop();
  await new Promise((resolve) => pages.close(resolve));
});

/** Headers that a browser sends with the operation. */
const send = (query: string, headers: Record<string, string>, variables = {}, token?: string) =>
  createClient(system.urls.gateway, token, headers).send<Record<string, Record<string, string>>>(
    query,
    variables,
  );
const cookieOf = (headers: Headers) => /^[^;]+/.exec(headers.getSetCookie()[0] ?? "")?.[0] ?? "";
/** Signs in as a page of an allowed origin does; returns the cookie and the access token. */
async function signIn(who: TestUser = user) {
  const input = { identifier: who.username, password: who.password };
  const { data, headers } = await send(login, { origin: app }, { input });
  return { cookie: cookieOf(headers), accessToken: data?.["login"]?.["accessToken"] ?? "", data, headers };
}
const codes = (answer: { errors: { extensions: { code: string } }[] }) =>
  answer.errors.map(({ extensions }) => extensions.code);

describe("a sign-in by a page of ours", () => {
  it("sets a cookie by ASVS 3.3.1 to 3.3.4: __Host-, Secure, HttpOnly, SameSite=Strict; the body holds no token", async () => {
    const { data, headers } = await signIn();
    expect(headers.getSetCookie()).toEqual([
      expect.stringMatching(
        /^__Host-gatehouse-refresh=[\w-]{80,}; Path=\/; Secure; HttpOnly; SameSite=Strict; Max-Age=1209600$/,
      ),
    ]);
    expect(data).toEqual({ login: { accessToken: expect.stringMatching(/^ey/), refreshToken: "" } });
  });

  it("by registering does the same, and lets the page read the response with credentials (CORS)", async () => {
    const input = {
      username: "cookie-monster",
      email: "c@example.com",
      password: "a fine passphrase for a test",
    };
    const { data, headers } = await send(register, { origin: app }, { input });
    expect(data?.["register"]?.["refreshToken"]).toBe("");
    expect(cookieOf(headers)).toMatch(/^__Host-gatehouse-refresh=./);
    expect(headers.get("access-control-allow-origin")).toBe(app);
    expect(headers.get("access-control-allow-credentials")).toBe("true");
  });
});

describe("a refresh by the cookie", () => {
  it("replaces it at each refresh (RFC 9700, 4.14.2): each cookie is good once, and its successor next", async () => {
    const first = await signIn();
    const second = await send(refresh, { origin: app, cookie: first.cookie });
    expect(second.data).toEqual({ refresh: { accessToken: expect.any(String), refreshToken: "" } });
    expect(cookieOf(second.headers)).not.toBe(first.cookie);
    const third = await send(refresh, { origin: app, cookie: cookieOf(second.headers) });
    expect(codes(third)).toEqual([]);
    expect(codes(await send(refresh, { origin: app, cookie: first.cookie }))).toEqual(["TOKEN_REUSED"]);
    expect(codes(await send(refresh, { origin: app, cookie: cookieOf(third.headers) }))).toEqual([
      "UNAUTHENTICATED",
    ]);
  });

  it("works from the gateway's own pages, beside cookies of others, and twice in one document", async () => {
    const { cookie } = await signIn();
    const headers = { "sec-fetch-site": "same-origin", cookie: `theme=dark; ${cookie}; lang=en` };
    const twice = `mutation { a: refresh(input: { refreshToken: "" }) { refreshToken } logout { revokedSessions } b: refresh(input: { refreshToken: "" }) { refreshToken } }`;
    const answer = await send(refresh, headers);
    expect(codes(answer)).toEqual([]);
    // Signed in by `a`, out by logout: there is no cookie left for `b`.
    const { errors, headers: set } = await send(twice, { ...headers, cookie: cookieOf(answer.headers) });
    expect(errors).toMatchObject([{ path: ["b"], extensions: { code: "UNAUTHENTICATED" } }]);
    expect(set.getSetCookie()).toEqual([formatRefreshCookie(null)]);
  });

  it.each([
    ["in the body", `mutation { refresh(input: { refreshToken: "TOKEN" }) { accessToken } }`, {}],
    ["nowhere", refresh, {}],
    ["in two cookies of one name", refresh, { cookie: "COOKIE; COOKIE" }],
    ["in a cookie of another name", refresh, { cookie: "gatehouse-refresh=TOKEN" }],
    ["in a header of the gateway's own language", refresh, { "x-gatehouse-refresh": "TOKEN" }],
  ])("finds no token that is %s", async (_where, query, headers) => {
    const { cookie } = await signIn();
    const fill = (text: string) =>
      text.replaceAll("COOKIE", cookie).replace("TOKEN", cookie.split("=")[1] ?? "");
    const filled = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, fill(value)]));
    const answer = await send(fill(query), { origin: app, ...filled });
    expect(codes(answer)).toEqual(["UNAUTHENTICATED"]);
    expect(answer.headers.getSetCookie()).toEqual([]);
    expect(codes(await send(refresh, { origin: app, cookie }))).toEqual([]);
  });
});

describe("a page of another site (ASVS 3.5.1: no cross-site request forgery)", () => {
  it.each([
    ["another origin", { origin: "https://evil.example" }],
    ["an origin that ends like ours", { origin: "https://evil-app.example.com" }],
    ["our host without TLS", { origin: "http://app.example.com" }],
    ["an opaque origin, as a sandboxed frame has", { origin: "null" }],
    ["no origin at all", {}],
    ["another site, whatever the origin says", { origin: app, "sec-fetch-site": "cross-site" }],
    ["a sibling site that is not listed", { origin: "https://x.example.com", "sec-fetch-site": "same-site" }],
  ])(
    "cannot use the cookie, nor plant one, from %s",
    async (_what, foreign: Record<string, string | undefined>) => {
      const headers = foreign as Record<string, string>;
      const { cookie } = await signIn();
      const answer = await send(refresh, { ...headers, cookie });
      expect(codes(answer)).toEqual(["UNAUTHENTICATED"]);
      const planted = await send(login, headers, {
        input: { identifier: user.username, password: user.password },
      });
      expect([...answer.headers.getSetCookie(), ...planted.headers.getSetCookie()]).toEqual([]);
      // It was not used up either.
      expect(codes(await send(refresh, { origin: app, cookie }))).toEqual([]);
    },
  );

  it("cannot use it by a form, by a query string, or by the mutation of a document with several operations", async () => {
    const { cookie } = await signIn();
    const graph = `${system.urls.gateway}/graphql`;
    const headers = { origin: app, cookie };
    const several = `query Harmless { __typename } mutation Refresh { refresh(input: { refreshToken: "" }) { accessToken } }`;
    const query = (text: string, operationName = "") =>
      `${graph}?${new URLSearchParams({ query: text, ...(operationName && { operationName }) })}`;
    const json = { "content-type": "application/json" };
    const answers = await Promise.all([
      ...["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"].map((type) =>
        fetch(graph, {
          method: "POST",
          headers: { ...headers, "content-type": type },
          body: JSON.stringify({ query: refresh }),
        }),
      ),
      fetch(query(refresh), { headers }),
      fetch(query(refresh), { headers: { ...headers, ...json } }),
      fetch(query(several, "Refresh"), { headers: { ...headers, ...json } }),
    ]);
    for (const answer of answers) {
      expect(answer.status).toBeGreaterThanOrEqual(400);
      expect(answer.headers.getSetCookie()).toEqual([]);
      expect(await answer.text()).not.toContain("accessToken");
    }
    const named = { query: several, operationName: "Refresh" };
    const good = await fetch(graph, {
      method: "POST",
      headers: { ...headers, ...json },
      body: JSON.stringify(named),
    });
    expect(await good.json()).toMatchObject({ data: { refresh: { accessToken: expect.any(String) } } });
  });

  it("gets no leave to send JSON or credentials: the preflight says no", async () => {
    const ask = (origin: string) =>
      fetch(`${system.urls.gateway}/graphql`, {
        method: "OPTIONS",
        headers: {
          origin,
          "access-control-request-method": "POST",
          "access-control-request-headers": "content-type",
        },
      });
    expect((await ask("https://evil.example")).headers.get("access-control-allow-origin")).toBeNull();
    expect((await ask(app)).headers.get("access-control-allow-origin")).toBe(app);
  });
});

(browser ? describe : describe.skip)("in a browser", () => {
  it("an app of ours stays signed in by a cookie that no script sees, and a stranger's page gets nothing of it", async () => {
    const context = await browser!.newContext();
    try {
      const page = await context.newPage();
      /** Sends an operation from the open page, as its script would. */
      const ask = (query: string, init: object = {}) => {
        const request = {
          method: "POST",
          credentials: "include",
          headers: { "content-type": "application/json" },
          body: JSON.stringify({ query }),
          ...init,
        };
        const url = `${system.urls.gateway}/graphql`;
        return page.evaluate(
          `fetch(${JSON.stringify(url)}, ${JSON.stringify(request)}).then((answer) => answer.text(), String)`,
        ) as Promise<string>;
      };
      const held = async () => (await context.cookies(system.urls.gateway)).map(({ value }) => value);

      await page.goto(`http://127.0.0.1:${pagePort}/`);
      const signIn = `mutation { login(input: { identifier: "${user.username}", password: "${user.password}" }) { accessToken refreshToken } }`;
      expect(await ask(signIn)).toMatch(/"accessToken":"ey[^"]+","refreshToken":""/);
      const [first] = await context.cookies(system.urls.gateway);
      expect(first).toMatchObject({
        name: refreshCookieName,
        httpOnly: true,
        secure: true,
        sameSite: "Strict",
      });
      expect(await page.evaluate("document.cookie")).toBe("");
      await page.reload();
      expect(await ask(refresh)).toMatch(/"accessToken":"ey/);
      const [second] = await held();
      expect(second).not.toBe(first?.value);

      await page.goto(`http://localhost:${pagePort}/`);
      expect(await ask(refresh)).toContain("TypeError");
      await ask(refresh, { mode: "no-cors", headers: { "content-type": "text/plain" } });
      await page.evaluate(`{
        const form = document.createElement("form");
        form.action = ${JSON.stringify(`${system.urls.gateway}/graphql`)};
        form.method = "POST";
        form.enctype = "text/plain";
        form.append(Object.assign(document.createElement("input"), { name: ${JSON.stringify(`{"query":${JSON.stringify(refresh)},"x":"`)}, value: '"}' }));
        document.body.append(form);
        form.submit();
      }`);
      await page.waitForURL(`${system.urls.gateway}/graphql`);
      expect(await page.content()).not.toContain("accessToken");
      expect(await held()).toEqual([second]);
    } finally {
      await context.close();
    }
  });
});

describe("signing out", () => {
  it.each(["logout", "logoutAll"])(
    "by %s takes the cookie away, and it was the last of it",
    async (field) => {
      const { cookie, accessToken } = await signIn(await system.registerUser());
      const { headers } = await send(
        `mutation { ${field} { revokedSessions } }`,
        { origin: app, cookie },
        {},
        accessToken,
      );
      expect(headers.getSetCookie()).toEqual([formatRefreshCookie(null)]);
      expect(codes(await send(refresh, { origin: app, cookie }))).toEqual(["UNAUTHENTICATED"]);
    },
  );

  it("for ever, by deleteAccount, takes it away, too", async () => {
    const leaver = await system.registerUser();
    const { cookie, accessToken } = await signIn(leaver);
    const { headers } = await send(
      "mutation ($input: DeleteAccountInput!) { deleteAccount(input: $input) { id } }",
      { origin: app, cookie },
      { input: { currentPassword: leaver.password } },
      accessToken,
    );
    expect(headers.getSetCookie()).toEqual([formatRefreshCookie(null)]);
    expect(codes(await send(refresh, { origin: app, cookie }))).toEqual(["UNAUTHENTICATED"]);
  });
});

describe("on a development machine that says so", () => {
  const setCookie = formatRefreshCookie("t".repeat(86), 60);
  const relay = (host: string, remoteAddress: string, socket: object = {}) => {
    const sent: string[] = [];
    const one = createRefreshCookieRelays(true, [app], { insecure: true })(
      {
        method: "POST",
        headers: { host, origin: app, cookie: `gatehouse-refresh=plain; ${refreshCookieName}=secure` },
        socket: { remoteAddress, ...socket },
      } as never,
      { setHeader: (_name: string, value: string) => sent.push(value) } as never,
    );
    const given = one.toSubgraph("auth")["cookie"];
    one.fromSubgraph("auth", { "set-cookie": [setCookie] });
    return [given, sent[0]];
  };

  it("a browser that comes by plain HTTP to a loopback name gets the cookie without Secure, as Safari wants it", () => {
    for (const [host, address] of [
      ["localhost:4000", "127.0.0.1"],
      ["127.0.0.1:4000", "::ffff:127.0.0.1"],
      ["[::1]:4000", "::1"],
    ] as const) {
      expect(relay(host, address)).toEqual([
        `${refreshCookieName}=plain`,
        `gatehouse-refresh=${"t".repeat(86)}; Path=/; HttpOnly; SameSite=Strict; Max-Age=60`,
      ]);
    }
  });

  it("any other request gets the secure one", () => {
    for (const [host, address, socket] of [
      ["app.example.com", "127.0.0.1", {}],
      ["localhost:4000", "192.0.2.1", {}],
      ["localhost:4000", "127.0.0.1", { encrypted: true }],
    ] as const) {
      expect(relay(host, address, socket)).toEqual([`${refreshCookieName}=secure`, setCookie]);
    }
  });

  it("is not production", () => {
    const problems = problemsOf({ ...completeSettings, REFRESH_COOKIE_INSECURE: "true" });
    expect(problems).toEqual([expect.stringContaining("REFRESH_COOKIE_INSECURE")]);
  });
});

describe("other cookies", () => {
  it("reach no subgraph, and none that a subgraph sets reaches the browser", () => {
    const relays = createRefreshCookieRelays(true, [app]);
    const answers: unknown[] = [];
    const request = {
      method: "POST",
      headers: { origin: app, cookie: `a=1; ${refreshCookieName}=token; b=2` },
    };
    const response = { setHeader: (...header: unknown[]) => answers.push(header) };
    const relay = relays(request as never, response as never);
    expect(relay.toSubgraph("auth")).toEqual({ cookie: `${refreshCookieName}=token` });
    expect(relay.toSubgraph("user")).toEqual({});
    const setCookie = ["session=planted", formatRefreshCookie("planted", 60)];
    relay.fromSubgraph("user", { "set-cookie": setCookie });
    expect(answers).toEqual([]);
    relay.fromSubgraph("auth", { "set-cookie": setCookie });
    expect(answers).toEqual([["set-cookie", formatRefreshCookie("planted", 60)]]);
    expect(relay.toSubgraph("auth")).toEqual({ cookie: `${refreshCookieName}=planted` });
  });

  it.each([
    `${refreshCookieName}=x; Path=/; Secure; HttpOnly; SameSite=None; Max-Age=1`,
    `${refreshCookieName}=x; Path=/; Domain=example.com; Secure; HttpOnly; SameSite=Strict; Max-Age=1`,
    `${refreshCookieName}=a b; Path=/; Secure; HttpOnly; SameSite=Strict; Max-Age=1`,
    "other=x; Path=/; Secure; HttpOnly; SameSite=Strict; Max-Age=1",
  ])("are not what auth sets: %s", (setCookie) => expect(readSetRefreshCookie(setCookie)).toBeUndefined());

  it.each([
    undefined,
    "",
    "a=b",
    `${refreshCookieName}=`,
    `${refreshCookieName}="x"`,
    `x${refreshCookieName}=x`,
  ])("are no token: %s", (header) => expect(readRefreshCookie(header)).toBeNull());
});

describe("a page of the gateway's own origin that asks for the cookie (REFRESH_COOKIE=false)", () => {
  let plain: TestSystem;
  beforeAll(async () => {
    plain = await startTestSystem();
  });
  afterAll(() => plain.stop());
  const wish = { "gatehouse-refresh-token": "cookie" };
  const signInWith = async (headers: Record<string, string>) => {
    const { username, password } = await plain.someUser(0);
    const client = createClient(plain.urls.gateway, undefined, headers);
    return client.send<Record<string, Record<string, string>>>(login, {
      input: { identifier: username, password },
    });
  };

  it("gets it, refreshes by it, and loses it by the sign-out", async () => {
    const { data, headers } = await signInWith({ ...wish, "sec-fetch-site": "same-origin" });
    expect(data?.["login"]?.["refreshToken"]).toBe("");
    const cookie = cookieOf(headers);
    expect(cookie).toMatch(/^__Host-gatehouse-refresh=./);
    const own = { ...wish, "sec-fetch-site": "same-origin", cookie };
    const next = await createClient(plain.urls.gateway, undefined, own).send<
      Record<string, Record<string, string>>
    >(refresh, {});
    expect(cookieOf(next.headers)).toMatch(/^__Host-gatehouse-refresh=./);
    const left = await createClient(plain.urls.gateway, next.data?.["refresh"]?.["accessToken"], own).send(
      "mutation { logout { revokedSessions } }",
      {},
    );
    expect(left.headers.getSetCookie()).toEqual([formatRefreshCookie(null)]);
  });

  it("has it in the body where it does not ask, and no cookie", async () => {
    const { data, headers } = await signInWith({ "sec-fetch-site": "same-origin" });
    expect(data?.["login"]?.["refreshToken"]).toMatch(/./);
    expect(headers.getSetCookie()).toEqual([]);
  });

  it.each([
    ["another site", { "sec-fetch-site": "cross-site", origin: "https://evil.example" }],
    ["another origin of the site", { "sec-fetch-site": "same-site", origin: "http://localhost:5173" }],
  ])("is refused for a page of %s", async (_which, headers) => {
    const answer = await signInWith({ ...wish, ...headers });
    expect(codes(answer)).toEqual(["COOKIE_NOT_KEPT"]);
    expect(answer.headers.getSetCookie()).toEqual([]);
  });
});
