/** The playground in cookie mode, with tokens of ten seconds, in dark, and with each of its panes open. */
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { examples } from "../../gateway/development/playground/examples.js";
import { linkTo } from "../../platform/http/link.js";
import { findAxeProblems } from "../support/axe.js";
import { closePages, evaluateUntilTrue, openBrowser } from "../support/browser.js";
import { openExample, openPlayground, readHeaders, run, signIn } from "../support/playground.js";
import { startTestSystem, type TestSystem } from "../support/system.js";

const browser = await openBrowser();
let system: TestSystem;
let gateway: string;
beforeAll(async () => {
  system = await startTestSystem({ PLAYGROUND: "true", REFRESH_COOKIE: "true", ACCESS_TOKEN_SECONDS: "10" });
  gateway = linkTo(system.urls.gateway);
});
afterAll(async () => {
  await closePages(browser);
  await system.stop();
});

async function withPlayground(
  options: BrowserContextOptions,
  use: (page: Page) => Promise<void>,
): Promise<void> {
  const page = await (browser as Browser).newPage({ viewport: { width: 1280, height: 800 }, ...options });
  try {
    await openPlayground(page, gateway);
    await use(page);
  } finally {
    await page.context().close();
  }
}

(browser ? describe : describe.skip)("the playground in a browser", () => {
  it("keeps a session of the cookie, with tokens of ten seconds, past two of them and a reload", async () => {
    const user = await system.registerUser();
    await withPlayground({}, async (page) => {
      await signIn(page, user.username, user.password);
      await page.getByText(`Signed in as ${user.username}.`).waitFor();
      for (let times = 0; times < 2; times++) {
        const before = await readHeaders(page);
        await page.waitForRequest((request) => request.postData()?.includes("mutation Refresh") ?? false);
        const read =
          "document.querySelectorAll('.graphiql-editor-tool .CodeMirror')[1].CodeMirror.getValue()";
        await evaluateUntilTrue(page, `${read} !== ${JSON.stringify(before)}`);
      }
      await page.reload();
      await page.getByText(`Signed in as ${user.username}.`).waitFor();
      await openExample(page, "Me");
      expect(await run(page)).toMatchObject({ data: { me: { username: user.username } } });
      await page.getByRole("button", { name: "Sign out" }).click();
      await page.getByText("You are signed out.").waitFor();
    });
  });

  it("runs every example twice without a fault where ada is there already", async () => {
    const input = { username: "ada", email: "ada@example.com", password: "correct horse battery staple" };
    await system.anonymous.data(
      "mutation ($input: RegisterInput!) { register(input: $input) { expiresIn } }",
      {
        input,
      },
    );
    await withPlayground({}, async (page) => {
      for (const { name } of examples) {
        await openExample(page, name);
        for (let time = 1; time <= 2; time++) expect(await run(page)).not.toHaveProperty("errors");
      }
    });
  });

  it("opens where the browser blocks storage and cookies", async () => {
    const page = await (browser as Browser).newPage();
    await page.addInitScript(`
      for (const name of ["sessionStorage", "localStorage"])
        Object.defineProperty(window, name, { get() { throw new DOMException("blocked", "SecurityError"); } });
    `);
    await openPlayground(page, gateway);
    await page.context().close();
  });

  for (const colorScheme of ["light", "dark"] as const) {
    for (const viewport of [
      { width: 1280, height: 800 },
      { width: 390, height: 844 },
    ]) {
      it(`has no fault of accessibility in any pane: ${colorScheme}, ${viewport.width} pixels`, async () => {
        await withPlayground({ viewport, colorScheme }, async (page) => {
          await run(page);
          for (const pane of ["Documentation Explorer", "History"]) {
            await page.getByRole("button", { name: `Show ${pane}` }).click();
            await page.getByRole("button", { name: `Hide ${pane}` }).waitFor();
            expect(await findAxeProblems(page)).toEqual([]);
            await page.getByRole("button", { name: `Hide ${pane}` }).click();
          }
          for (const dialog of ["Open settings dialog", "Open short keys dialog"]) {
            await page.getByRole("button", { name: dialog }).click();
            await page.getByRole("dialog").waitFor();
            expect(await findAxeProblems(page)).toEqual([]);
            await page.keyboard.press("Escape");
            await page.getByRole("dialog").waitFor({ state: "detached" });
          }
        });
      });
    }
  }
});
