/** The console where only registered operations run (PERSISTED_OPERATIONS=enforce). */
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import type { Browser } from "playwright-core";
import { projectRoot } from "../../platform/project-root.js";
import { closePages, openBrowser } from "../support/browser.js";
import { consoleUrl, openConsolePage } from "../support/console-pages.js";
import { startTestSystem, type TestSystem } from "../support/system.js";

const browser = await openBrowser();
let system: TestSystem;
beforeAll(async () => {
  system = await startTestSystem({
    PERSISTED_OPERATIONS: "enforce",
    OPERATIONS_MANIFEST: join(projectRoot, "operations"),
  });
});
afterAll(async () => {
  await closePages(browser);
  await system.stop();
});

(browser ? describe : describe.skip)("the console with registered operations alone", () => {
  it("signs up, shows every page, refreshes after a reload, and signs out", async () => {
    const { page, record } = await openConsolePage(browser as Browser, consoleUrl(system, "/create-account"));
    const refused: string[] = [];
    page.on("response", async (response) => {
      if (response.url().endsWith("/graphql") && (await response.text()).includes("OPERATION_NOT_REGISTERED"))
        refused.push(response.request().postData() ?? "");
    });
    await page.getByLabel("Username").fill("ada");
    await page.getByLabel("E-mail").fill("ada@example.com");
    await page.getByLabel("Password").fill("correct horse battery staple");
    // Else the page would end the worker while it loads its words.
    await page.getByText("Very strong.").waitFor();
    await page.getByRole("button", { name: "Create account" }).click();
    await page.getByRole("button", { name: "Sign out" }).waitFor();
    for (const name of ["Profile", "Security"]) {
      await page.getByRole("link", { name }).click();
      await page.getByRole("heading", { level: 1, name }).waitFor();
      await page.locator(".skeleton").first().waitFor({ state: "detached" });
    }
    await page.goto(consoleUrl(system, "/profile"));
    await page.getByLabel("Display name").fill("Ada Lovelace");
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByText("Your profile is saved.").waitFor();
    await page.getByRole("button", { name: "Sign out" }).click();
    await page.getByRole("heading", { name: "Sign in" }).waitFor();
    expect(refused).toEqual([]);
    expect(record.problems).toEqual([]);
    expect(await system.anonymous.codes("{ __typename }")).toEqual(["OPERATION_NOT_REGISTERED"]);
    await page.context().close();
  });
});
