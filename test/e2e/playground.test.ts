/** The playground and the mailbox in a real browser, on the real system. */
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import type { Page } from "playwright-core";
import { examples } from "../../gateway/development/playground/examples.js";
import { linkTo } from "../../platform/http/link.js";
import { findAxeProblems } from "../support/axe.js";
import {
  closePages,
  evaluateUntilTrue,
  openBrowser,
  type PageRecord,
  recordPage,
} from "../support/browser.js";
import { awaitMail, registerProven } from "../support/mailbox.js";
import { openExample, openPlayground, readHeaders, run, signIn } from "../support/playground.js";
import { enrolSecondFactor } from "../support/second-factor.js";
import { startTestSystem, type TestSystem } from "../support/system.js";

const browser = await openBrowser();
let system: TestSystem;
/** As a person opens it. */
let gateway: string;
beforeAll(async () => {
  system = await startTestSystem({ PLAYGROUND: "true" });
  gateway = linkTo(system.urls.gateway);
});
afterAll(async () => {
  await closePages(browser);
  await system.stop();
});

const desktop = { width: 1280, height: 800 };
const phone = { width: 390, height: 844 };
const inBrowser = browser ? describe : describe.skip;

inBrowser("the playground in a browser", () => {
  let page: Page;
  let record: PageRecord;
  beforeAll(async () => {
    page = await browser!.newPage({ viewport: desktop });
    record = await recordPage(page);
    await page.clock.install();
    await openPlayground(page, gateway);
  });
  afterAll(() => page.context().close());

  it("opens with its own files alone, with no error and nothing that its policy stops", async () => {
    const origins = new Set(record.requests.map((url) => new URL(url).origin));
    expect([...origins]).toEqual([gateway]);
    expect(new URL(page.url()).pathname).toBe("/playground");
    expect(record.problems).toEqual([]);
  });

  it("has no fault of accessibility", async () => {
    expect(await findAxeProblems(page)).toEqual([]);
  });

  it("says that no one is signed in, and what to do about it", async () => {
    await expect(page.getByText("You are signed out.").isVisible()).resolves.toBe(true);
    await openExample(page, "Me");
    expect(await run(page)).toMatchObject({ errors: [{ extensions: { code: "UNAUTHENTICATED" } }] });
    await page.getByText("UNAUTHENTICATED Sign in with the form").waitFor();
    expect(await findAxeProblems(page)).toEqual([]);
  });

  it("runs every example twice without a fault, from the first one on", async () => {
    for (const { name } of examples) {
      await openExample(page, name);
      for (const time of ["first", "second"]) {
        const answer = (await run(page)) as { data: Record<string, object>; errors?: object[] };
        expect({ name, time, errors: answer.errors }).toEqual({ name, time, errors: undefined });
        expect(Object.values(answer.data)).not.toContain(null);
      }
    }
    const { data } = (await run(page)) as { data: { sessions: object[] } };
    expect(data.sessions.length).toBeGreaterThan(1);
  });

  it("keeps the token in Headers fresh before it expires, in silence", async () => {
    const before = await readHeaders(page);
    expect(before).toMatch(/^\{\n {2}"Authorization": "Bearer ey[^"]+"\n\}$/);
    const refreshed = page.waitForRequest(
      (request) => request.postData()?.includes("mutation Refresh") ?? false,
    );
    await page.clock.fastForward((system.config.gateway.accessTokenSeconds - 25) * 1000);
    await refreshed;
    await evaluateUntilTrue(
      page,
      `document.querySelectorAll('.graphiql-editor-tool .CodeMirror')[1].CodeMirror.getValue() !== ${JSON.stringify(before)}`,
    );
    await openExample(page, "Me");
    expect(await run(page)).toMatchObject({ data: { me: { username: "ada" } } });
    expect(await readHeaders(page)).not.toBe(before);
    await page.getByText("Signed in as ada.").waitFor();
  });

  it("refreshes after a machine has slept past the expiry, before it sends an operation", async () => {
    const before = await readHeaders(page);
    // Timers do not run while a machine sleeps.
    await page.clock.setSystemTime(Date.now() + 3_600_000);
    expect(await run(page)).toMatchObject({ data: { me: { username: "ada" } } });
    expect(await readHeaders(page)).not.toBe(before);
  });

  it("sends another token that is typed into Headers", async () => {
    const { username, accessToken } = await system.registerUser();
    const own = await readHeaders(page);
    await typeHeaders(page, `{ "Authorization": "Bearer ${accessToken}" }`);
    expect(await run(page)).toMatchObject({ data: { me: { username } } });
    await typeHeaders(page, own);
    expect(await run(page)).toMatchObject({ data: { me: { username: "ada" } } });
  });

  it("leaves no token in the browser's storage, and nothing at all past the browser's tab", async () => {
    const { Authorization } = JSON.parse(await readHeaders(page)) as { Authorization: string };
    await evaluateUntilTrue(page, `sessionStorage.getItem("graphiql:tabState")?.includes("query Me")`);
    const stored = String(await page.evaluate("JSON.stringify({ ...sessionStorage })"));
    expect(stored).not.toContain(Authorization.slice(-40));
    expect(stored).not.toContain("eyJ");
    expect(await page.evaluate("localStorage.length")).toBe(0);
  });

  it("signs out: the header is empty, and the session has ended", async () => {
    const { Authorization } = JSON.parse(await readHeaders(page)) as { Authorization: string };
    await page.getByRole("button", { name: "Sign out" }).click();
    await page.getByText("You are signed out.").waitFor();
    expect(await readHeaders(page)).toBe("");
    expect(await run(page)).toMatchObject({ errors: [{ extensions: { code: "UNAUTHENTICATED" } }] });
    const answer = await fetch(`${gateway}/graphql`, {
      method: "POST",
      headers: { "content-type": "application/json", authorization: Authorization },
      body: '{"query":"{ me { id } }"}',
    });
    expect(await answer.text()).toContain("UNAUTHENTICATED");
  });

  it("signs in by the form, a second factor included, and says what is wrong on the way", async () => {
    const user = await registerProven(system);
    const [recoveryCode] = await enrolSecondFactor(user);
    await signIn(page, user.email, "a wrong password");
    await page.getByText("The name or the password is wrong.").waitFor();
    await signIn(page, user.email, user.password);
    const code = page.getByLabel("Code");
    await code.fill("000000");
    await code.press("Enter");
    await page.getByText("The code is wrong, or was used before.").waitFor();
    expect(await findAxeProblems(page)).toEqual([]);
    await code.fill(recoveryCode!);
    await code.press("Enter");
    await page.getByText(`Signed in as ${user.username}.`).waitFor();
    expect(await page.getByLabel("Password").inputValue()).toBe("");
    expect(await run(page)).toMatchObject({ data: { me: { username: user.username } } });
    await user.data("mutation { logout { revokedSessions } }");
  });

  it("says that a session which was ended elsewhere has ended", async () => {
    const user = await system.registerUser();
    await page.getByRole("button", { name: "Sign out" }).click();
    await signIn(page, user.username, user.password);
    await page.getByText(`Signed in as ${user.username}.`).waitFor();
    await user.data("mutation { logoutAll { revokedSessions } }");
    expect(await run(page)).toMatchObject({ errors: [{ extensions: { code: "UNAUTHENTICATED" } }] });
    await page.getByText("Your session has ended. Sign in again.").waitFor();
    expect(record.problems.filter((text) => !/status of 4\d\d/.test(text))).toEqual([]);
  });
});

inBrowser("on a window of 390 pixels", () => {
  let page: Page;
  beforeAll(async () => {
    page = await browser!.newPage({ viewport: phone, hasTouch: true, colorScheme: "dark" });
    await openPlayground(page, gateway);
  });
  afterAll(() => page.context().close());

  it("the playground gives the answer the window's width and a third of its height, and nothing overflows", async () => {
    await page.getByRole("button", { name: "Examples, sign-in" }).click();
    expect(await findAxeProblems(page)).toEqual([]);
    await openExample(page, "Login");
    await run(page);
    const { width, height } = (await page.locator(".result-window").boundingBox())!;
    expect(width).toBeGreaterThan(360);
    expect(height).toBeGreaterThan(phone.height / 3);
    expect(await widthOf(page)).toBe(phone.width);
    await page.getByRole("button", { name: "Examples, ada" }).waitFor();
    expect(await findAxeProblems(page)).toEqual([]);
  });

  it("the mailbox, one click away, shows the list, then the mail and the way back", async () => {
    const user = await system.registerUser();
    await user.data("mutation { requestEmailVerification { accepted } }");
    await awaitMail(system, user.email, /^Confirm/);
    await page.getByRole("link", { name: "Mailbox" }).click();
    const mail = page.getByRole("link", { name: new RegExp(`to ${user.email}`) });
    await mail.waitFor();
    expect(await page.getByRole("article").isVisible()).toBe(false);
    expect(await findAxeProblems(page)).toEqual([]);
    await mail.click();
    await page.getByRole("article").getByText(user.email).waitFor();
    expect(await findAxeProblems(page)).toEqual([]);
    expect(await widthOf(page)).toBe(phone.width);
    await page.getByRole("link", { name: "All mails" }).click();
    await mail.waitFor();
  });

  const widthOf = (one: Page) => one.evaluate("document.documentElement.scrollWidth");
});

inBrowser("the mailbox in a browser", () => {
  it("shows a new mail as it comes, with a link that gets no access to the page", async () => {
    const page = await browser!.newPage({ viewport: desktop });
    try {
      const record = await recordPage(page);
      await page.goto(`${gateway}/mailbox`);
      const user = await system.registerUser();
      await user.data("mutation { requestEmailVerification { accepted } }");
      await page.getByRole("article").getByText(user.email).waitFor();
      const link = page.getByRole("article").getByRole("link", { name: /^http.*#token=/ });
      expect(await link.getAttribute("rel")).toBe("noopener noreferrer");
      expect(await link.getAttribute("target")).toBe("_blank");
      expect(await findAxeProblems(page)).toEqual([]);
      expect(record.problems).toEqual([]);
      expect(new Set(record.requests.map((url) => new URL(url).origin))).toEqual(new Set([gateway]));
    } finally {
      await page.context().close();
    }
  });
});

describe("without PLAYGROUND", () => {
  it("the gateway has none of its pages", async () => {
    const closed = await startTestSystem({ PLAYGROUND: "false", CONSOLE: "false" });
    try {
      for (const path of [
        "/playground",
        "/playground/",
        "/playground/graphiql.js",
        "/playground/playground.js",
        "/mailbox",
        "/mailbox/mailbox.js",
      ]) {
        expect((await fetch(closed.urls.gateway + path)).status).toBe(404);
      }
      expect(await (await fetch(closed.urls.gateway)).text()).toContain("docs/README.md");
    } finally {
      await closed.stop();
    }
  });
});

async function typeHeaders(page: Page, text: string): Promise<void> {
  await page.getByRole("button", { name: "Headers", exact: true }).click();
  await page.locator(".graphiql-editor-tool .graphiql-editor:not(.hidden) .CodeMirror").click();
  await page.keyboard.press("ControlOrMeta+A");
  await page.keyboard.insertText(text);
}
