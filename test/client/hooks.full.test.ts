/** The hooks of @gatehouse/client/react, in an app of React in a real Chromium. */
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import type { Page } from "playwright-core";
import { closePages, openBrowser } from "../support/browser.js";
import { registerProven } from "../support/mailbox.js";
import { enrolSecondFactor } from "../support/second-factor.js";
import { startApp, type TestApp } from "./tabs.js";

const browser = await openBrowser();
let app: TestApp;
beforeAll(async () => {
  if (browser !== undefined) app = await startApp("test/client/hooks-page.mjs");
});
afterAll(async () => {
  await closePages(browser);
  await app?.stop();
});

async function openPage(context: { newPage(): Promise<Page> }): Promise<Page> {
  const page = await context.newPage();
  await page.goto(app.origin);
  await page.evaluate(`openApp(${JSON.stringify(`${app.gateway}/graphql`)})`);
  return page;
}

(browser ? describe : describe.skip)("an app of React", () => {
  it("signs in by two steps, shows the user, and follows a sign-out in another tab", async () => {
    const user = await registerProven(app.system);
    const [code] = await enrolSecondFactor(user);
    const context = await browser!.newContext();
    const page = await openPage(context);
    await page.getByText("Nothing here: never").waitFor();
    const fill = (name: string, value: string) => page.getByLabel(name).fill(value);
    const submit = () => page.getByRole("button", { name: "Sign in" }).click();
    await fill("identifier", user.username);
    await fill("password", "not the password");
    await submit();
    await page.getByText("INVALID_CREDENTIALS").waitFor();
    await fill("password", user.password);
    await submit();
    await fill("code", "000000");
    await submit();
    // The error names its field.
    await page.locator("output", { hasText: "code" }).waitFor();
    await fill("code", code!);
    await submit();
    await page.getByText(`Hello ${user.username}`).waitFor();

    const other = await openPage(context);
    await other.getByText(`Hello ${user.username}`).waitFor();
    await other.getByRole("button", { name: "Sign out" }).click();
    await page.getByText("Nothing here: signedOut").waitFor();
    expect(await page.getByRole("button", { name: "Sign out" }).count()).toBe(0);
  });
});
