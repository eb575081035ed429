/** The playground in a real browser, on the real system. */
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import type { Page } from "playwright-core";
import { evaluateUntilTrue, openBrowser, type PageRecord, recordPage } from "../support/browser.js";
import { startTestSystem, type TestSystem } from "../support/system.js";

const browser = await openBrowser();
let system: TestSystem;
beforeAll(async () => {
  system = await startTestSystem({ PLAYGROUND: "true" });
});
afterAll(async () => {
  await browser?.close();
  await system.stop();
});

(browser ? describe : describe.skip)("the playground in a browser", () => {
  it("opens with its own files alone, with no error and nothing that its policy stops", async () => {
    await withPlayground(async (page, { requests, problems }) => {
      await page.getByRole("button", { name: "Show Documentation Explorer" }).click();
      await page.getByRole("link", { name: "Mutation" }).waitFor();
      for (const dialog of ["Open settings dialog", "Open short keys dialog"]) {
        await page.getByRole("button", { name: dialog }).click();
        await page.getByRole("dialog").waitFor();
        await page.keyboard.press("Escape");
        await page.getByRole("dialog").waitFor({ state: "detached" });
      }
      await page.waitForLoadState("networkidle");
      const origins = new Set(requests.map((url) => new URL(url).origin));
      expect([...origins]).toEqual([system.urls.gateway]);
      const paths = new Set(requests.map((url) => new URL(url).pathname));
      expect([...paths].sort()).toEqual([
        "/",
        "/graphql",
        "/playground",
        "/playground/graphiql.css",
        "/playground/graphiql.js",
        "/playground/icon.svg",
        "/playground/playground.css",
        "/playground/playground.js",
        "/playground/react-dom.js",
        "/playground/react.js",
      ]);
      expect(problems).toEqual([]);
    });
  });

  it("has a tab for each thing that a newcomer would try", async () => {
    await withPlayground(async (page) => {
      const titles = (await page.getByRole("tab").allInnerTexts()).map((text) => text.trim());
      expect(titles).toEqual([
        "Register",
        "Login",
        "Me",
        "CreateTask",
        "Tasks",
        "EnableTask",
        "Refresh",
        "Logout",
      ]);
    });
  });

  it("runs a query with the Authorization header that is typed into it", async () => {
    const { username, accessToken } = await system.registerUser();
    await withPlayground(async (page, { problems }) => {
      await page.getByRole("tab", { name: "Me" }).click();
      await typeHeaders(page, `{ "Authorization": "Bearer ${accessToken}" }`);
      expect(await run(page)).toMatchObject({ data: { me: { username } } });
      expect(problems).toEqual([]);
    });
  });

  it("says UNAUTHENTICATED while no token is typed", async () => {
    await withPlayground(async (page) => {
      await page.getByRole("tab", { name: "Me" }).click();
      expect(await run(page)).toMatchObject({ errors: [{ extensions: { code: "UNAUTHENTICATED" } }] });
    });
  });

  it("registers with the first example as it is, and carries the token into tabs opened after", async () => {
    await withPlayground(async (page) => {
      expect(await run(page)).toMatchObject({ data: { register: { user: { username: "ada" } } } });
      await page.getByRole("tab", { name: "CreateTask" }).click();
      expect(await run(page)).toMatchObject({ data: { createTask: { owner: { username: "ada" } } } });
      await page.getByRole("tab", { name: "Tasks" }).click();
      const task = { title: "Water the plants", owner: { username: "ada" }, assignee: null };
      expect(await run(page)).toMatchObject({ data: { tasks: { nodes: [task], totalCount: 1 } } });
    });
  });

  it("leaves no token in the browser's storage, and nothing at all past the browser's tab", async () => {
    const { accessToken } = await system.registerUser();
    await withPlayground(async (page) => {
      await page.getByRole("tab", { name: "Me" }).click();
      await typeHeaders(page, `{ "Authorization": "Bearer ${accessToken}" }`);
      await run(page);
      await evaluateUntilTrue(
        page,
        `sessionStorage.getItem("graphiql:tabState")?.includes('"activeTabIndex":2')`,
      );
      const stored = String(await page.evaluate("JSON.stringify({ ...sessionStorage })"));
      expect(stored).toContain("query Me");
      expect(stored).not.toContain(accessToken);
      expect(await page.evaluate("localStorage.length")).toBe(0);
    });
  });
});

describe("without PLAYGROUND", () => {
  it("the gateway has none of its pages", async () => {
    const closed = await startTestSystem({ PLAYGROUND: "false" });
    try {
      for (const path of [
        "/",
        "/playground",
        "/playground/",
        "/playground/graphiql.js",
        "/playground/playground.js",
      ]) {
        expect((await fetch(closed.urls.gateway + path)).status).toBe(404);
      }
    } finally {
      await closed.stop();
    }
  });
});

/** Opens the playground in a fresh profile, and continues once the editors and the schema are loaded. */
async function withPlayground(use: (page: Page, record: PageRecord) => Promise<void>): Promise<void> {
  const page = await browser!.newPage({ viewport: { width: 1280, height: 800 } });
  try {
    const record = await recordPage(page);
    const schema = page.waitForResponse("**/graphql");
    await page.goto(system.urls.gateway);
    await page.getByLabel("Query Editor").locator(".CodeMirror-code").waitFor();
    await schema;
    await use(page, record);
  } finally {
    await page.context().close();
  }
}

async function typeHeaders(page: Page, text: string): Promise<void> {
  await page.getByRole("button", { name: "Headers" }).click();
  await page.locator('[aria-label="Headers"] .graphiql-editor:not(.hidden) .CodeMirror').click();
  await page.keyboard.press("ControlOrMeta+A");
  await page.keyboard.insertText(text);
}

/** Runs the tab's operation; returns the content of the result window. */
async function run(page: Page): Promise<unknown> {
  const answered = page.waitForResponse("**/graphql");
  await page.getByRole("button", { name: "Execute query" }).click();
  await answered;
  // The window was emptied before the request, so its content is the response.
  const shown = "document.querySelector('.result-window .CodeMirror').CodeMirror.getValue()";
  return JSON.parse(String(await evaluateUntilTrue(page, shown)));
}
