/** @gatehouse/client in two tabs of a real Chromium, in cookie mode, against the real graph. */
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { closePages, openBrowser } from "../support/browser.js";
import { createClient } from "../support/client.js";
import type { TestSystem, TestUser } from "../support/system.js";
import {
  ask,
  changeRoles,
  logIn,
  openTestBrowser,
  startApp,
  type Tab,
  type TestApp,
  type TestBrowser,
} from "./tabs.js";

const browser = await openBrowser();
const inBrowser = browser ? describe : describe.skip;

/** A machine that can sleep, its timers standing still, and a network that can lose the response to a refresh. */
const hardships = `{
  const now = Date.now.bind(Date);
  Date.now = () => now() + (globalThis.sleptMilliseconds ?? 0);
  const send = fetch;
  globalThis.fetch = async (input, init) => {
    const isLost = globalThis.losesRefresh && init?.body?.includes("Refresh");
    const response = await send(input, init);
    if (!isLost) return response;
    globalThis.losesRefresh = false;
    await putCookieBack();
    throw new TypeError("Failed to fetch");
  };
}`;

let app: TestApp;
let system: TestSystem;
let home: TestBrowser;
let first: Tab;
let second: Tab;
beforeAll(async () => {
  if (browser === undefined) return;
  app = await startApp();
  system = app.system;
  home = await openTestBrowser(browser, app, hardships);
  [first, second] = [await home.openTab(), await home.openTab()];
  expect(await first.ready()).toEqual({ status: "signedOut" });
});
afterAll(async () => {
  await closePages(browser);
  await app?.stop();
});

/** Signs a new user in, in the first tab; the second hears of it. */
async function signIn(): Promise<TestUser> {
  const user = await system.registerUser();
  await logIn(first, user);
  await second.page.waitForFunction(`client.session.state.userId === "${user.id}"`);
  home.sent.length = 0;
  return user;
}

/** Makes the access tokens of both tabs TOKEN_EXPIRED: they name a role that the account has no more. */
async function expireTokens(user: TestUser): Promise<void> {
  await changeRoles(app, user, ["USER", "ADMIN"]);
  await first.run("client.session.refresh()");
  await second.page.waitForFunction(`client.session.state.roles?.includes("ADMIN")`);
  await changeRoles(app, user, ["USER"]);
}

inBrowser("two tabs", () => {
  it("that refresh at once spend one refresh", async () => {
    const user = await signIn();
    await expireTokens(user);
    home.sent.length = 0;
    // The refresh waits until both tabs have got their refusal.
    let release = () => {};
    const bothAsk = new Promise<void>((resolve) => {
      release = resolve;
    });
    await home.intercept("Refresh", async (route) => {
      await bothAsk;
      await route.continue();
    });
    let refusals = 0;
    home.context.on("response", (response) => {
      if (response.request().postData()?.includes("Users")) refusals += 1;
      if (refusals === 2) release();
    });
    expect(await Promise.all([first.run(ask), second.run(ask)])).toEqual([true, true]);
    expect(home.sent.sort()).toEqual(["Refresh", "Users", "Users", "Users", "Users"]);
  });

  it("hear of a sign-out, and of the next sign-in", async () => {
    await signIn();
    expect(await first.run("kit.signOut(client)")).toEqual({ status: "signedOut" });
    expect(await second.awaitStatus("signedOut")).toEqual({ status: "signedOut", reason: "signedOut" });
    const other = await system.registerUser();
    await logIn(second, other);
    expect(await first.awaitStatus("signedIn")).toMatchObject({ userId: other.id });
  });

  it("hear of a ban that one of them is told", async () => {
    const user = await signIn();
    const admin = await system.registerAdmin();
    await admin.data("mutation ($id: ID!) { disableUser(id: $id) { id } }", { id: user.id });
    expect(await first.run(ask)).toBe("UNAUTHENTICATED");
    expect(await second.awaitStatus("signedOut")).toEqual({ status: "signedOut", reason: "ended" });
  });

  it("are signed out by a replayed token", async () => {
    await signIn();
    const [cookie] = await home.context.cookies(app.gateway);
    const thief = createClient(app.gateway, undefined, {
      origin: app.origin,
      cookie: `${cookie!.name}=${cookie!.value}`,
      "user-agent": "a thief's device",
    });
    await thief.data(`mutation { refresh(input: { refreshToken: "" }) { accessToken } }`);
    expect(await first.run("client.session.refresh()")).toEqual({ status: "signedOut", reason: "reused" });
    expect(await second.awaitStatus("signedOut")).toEqual({ status: "signedOut", reason: "reused" });
  });
});

inBrowser("a laptop", () => {
  it("that has slept through the expiry refreshes once for all its tabs before it asks", async () => {
    await signIn();
    for (const tab of [first, second]) await tab.run("void (globalThis.sleptMilliseconds = 8 * 3600 * 1000)");
    expect(await Promise.all([first.run(ask), second.run(ask)])).toEqual([true, true]);
    expect(home.sent.sort()).toEqual(["Refresh", "Users", "Users"]);
  });

  it("that goes offline in the middle of a refresh stays signed in: the lost response is repeated", async () => {
    await signIn();
    const before = await home.context.cookies(app.gateway);
    // The server spends the token; the browser gets neither the response nor the next cookie.
    await home.context.exposeFunction("putCookieBack", () => home.context.addCookies(before));
    await first.run("void (globalThis.losesRefresh = true)");
    expect(await first.run("client.session.refresh()")).toMatchObject({ status: "signedIn" });
    expect(home.sent).toEqual(["Refresh", "Refresh"]);
    expect(await first.run(ask)).toBe(true);
    expect(await second.run(ask)).toBe(true);
  });
});
