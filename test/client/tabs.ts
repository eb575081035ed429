/** Tabs of an app on @gatehouse/client in a real Chromium: one browser context, so one cookie, one set of locks. */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { Browser, BrowserContext, Page, Request, Route } from "playwright-core";
import { bundleScript } from "../support/bundle.js";
import { startTestSystem, type TestSystem, type TestUser } from "../support/system.js";

/** Serves the page of the app, which creates nothing by itself. Its name is localhost, as the gateway's. */
async function servePage(entry: string): Promise<{ origin: string; close(): Promise<void> }> {
  const script = await bundleScript(entry);
  const server = createServer((request, response) => {
    const isScript = request.url === "/kit.js";
    response.setHeader("content-type", isScript ? "text/javascript" : "text/html");
    response.end(
      isScript ? script : `<!doctype html><title>App</title><script type="module" src="/kit.js"></script>`,
    );
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    origin: `http://localhost:${(server.address() as AddressInfo).port}`,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

/** One tab, with a client of its own. */
export interface Tab {
  page: Page;
  /** Evaluates an expression in which `kit`, `gql` and `client` stand for what an app has. */
  run<Result = unknown>(expression: string): Promise<Result>;
  /** The state of the session, once it is not `unknown`. */
  ready(): Promise<{ status: string; reason?: string }>;
  /** Resolves as soon as the session is in this state, without a request of this tab. */
  awaitStatus(status: string): Promise<{ status: string; reason?: string }>;
}

/** A browser of one user. */
export interface TestBrowser {
  context: BrowserContext;
  /** Names of the operations that its tabs have sent. */
  sent: string[];
  openTab(): Promise<Tab>;
  /** Handles each request of an operation by hand. */
  intercept(operationName: string, handle: (route: Route) => Promise<void>): Promise<void>;
}

const nameOf = (request: Request): string | undefined =>
  request.method() === "POST"
    ? (request.postDataJSON() as { operationName: string }).operationName
    : undefined;

/** The app's pages, and the system that they use. */
export interface TestApp {
  origin: string;
  gateway: string;
  system: TestSystem;
  stop(): Promise<void>;
}

/** Starts both; `entry` is the page's script. The gateway's name is localhost, as the app's, so that they share cookies. */
export async function startApp(entry = "test/client/kit-page.mjs"): Promise<TestApp> {
  const { origin, close } = await servePage(entry);
  const settings = { REFRESH_COOKIE: "true", ALLOWED_ORIGINS: origin, WEBAUTHN_RP_ID: "localhost" };
  const system = await startTestSystem(settings);
  const gateway = `http://localhost:${new URL(system.urls.gateway).port}`;
  const stop = async () => {
    await close();
    await system.stop();
  };
  return { origin, gateway, system, stop };
}

/** Opens a context whose tabs use the gateway in cookie mode; `initScript` runs before the app's. */
export async function openTestBrowser(
  browser: Browser,
  { origin, gateway }: TestApp,
  initScript?: string,
): Promise<TestBrowser> {
  const context = await browser.newContext();
  if (initScript !== undefined) await context.addInitScript(initScript);
  const sent: string[] = [];
  context.on("request", (request) => {
    const name = request.url().startsWith(gateway) ? nameOf(request) : undefined;
    if (name !== undefined) sent.push(name);
  });
  return {
    context,
    sent,
    openTab: () => openTab(context, origin, gateway),
    async intercept(operationName, handle) {
      await context.route(`${gateway}/graphql`, (route, request) =>
        nameOf(request) === operationName ? handle(route) : route.fallback(),
      );
    },
  };
}

async function openTab(context: BrowserContext, origin: string, gateway: string): Promise<Tab> {
  const page = await context.newPage();
  await page.goto(origin);
  const run = <Result>(expression: string) =>
    page.evaluate(`(async () => ${expression})()`) as Promise<Result>;
  await run(
    `globalThis.client = kit.createGatehouseClient({ url: ${JSON.stringify(`${gateway}/graphql`)}, cookie: true })`,
  );
  const awaitStatus = (status: string) =>
    run<{ status: string }>(`await new Promise((resolve) => {
      const look = () => client.session.state.status === ${JSON.stringify(status)} && resolve(client.session.state);
      client.session.subscribe(look);
      look();
    })`);
  return { page, run, ready: () => run("client.session.ready()"), awaitStatus };
}

/** A query of a page: true if it has data, else the error's code. */
export const ask = `client.query({ query: gql\`query Users { users(first: 1) { totalCount } }\`, fetchPolicy: "network-only" })
  .then(({ data }) => data.users.totalCount > 0, (error) => kit.readError(error).code)`;

/** Signs in, in one tab. @throws Error for any other result. */
export async function logIn(tab: Tab, { username, password }: TestUser): Promise<void> {
  const input = JSON.stringify({ identifier: username, password });
  const result = await tab.run<{ status: string }>(`kit.login(client, ${input})`);
  if (result.status !== "signedIn") throw new Error(JSON.stringify(result));
}

/** Sets a user's roles. A token with a role that the account does not have any more is TOKEN_EXPIRED. */
export async function changeRoles({ system }: TestApp, { id }: TestUser, roles: string[]): Promise<void> {
  const admin = await system.registerAdmin();
  await admin.data(`mutation ($id: ID!, $roles: [Role!]!) { setUserRoles(id: $id, roles: $roles) { id } }`, {
    id,
    roles,
  });
}
