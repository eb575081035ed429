/** The console in a real browser: what a user does to their own account. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import type { Browser, Page } from "playwright-core";
import { findAxeProblems } from "../support/axe.js";
import { closePages, openBrowser } from "../support/browser.js";
import { temporaryFolder } from "../support/command.js";
import { consoleUrl, followMail, openConsolePage, signInAs } from "../support/console-pages.js";
import { registerProven } from "../support/mailbox.js";
import { startTestSystem, type TestSystem } from "../support/system.js";

const browser = await openBrowser();
let system: TestSystem;
beforeAll(async () => {
  system = await startTestSystem();
});
afterAll(async () => {
  await closePages(browser);
  await system.stop();
});

const heading = (page: Page, name: string) => page.getByRole("heading", { name, exact: true, level: 1 });
const button = (page: Page, name: string) => page.getByRole("button", { name, exact: true });
const open = (path = "") => openConsolePage(browser as Browser, consoleUrl(system, path));

(browser ? describe : describe.skip)("a user's own account", () => {
  it("sets a new password by a mailed link", async () => {
    const user = await registerProven(system);
    const { page } = await open("/sign-in");
    await page.getByRole("link", { name: "Forgotten password?" }).click();
    await heading(page, "Forgotten password").waitFor();
    await page.getByLabel("Username or e-mail").fill(user.email);
    await button(page, "Send the link").click();
    await page.getByText(/a mail with a link is on its way/).waitFor();
    await followMail(system, page, user.email, /password/i);
    await heading(page, "New password").waitFor();
    await page.getByLabel("Password").fill("another horse battery staple");
    await button(page, "Save").click();
    await page.getByRole("link", { name: "Sign in" }).click();
    await signInAs(page, { ...user, password: "another horse battery staple" });
    await button(page, "Sign out").waitFor();
    await page.context().close();
  });

  it("ends the session of another device, and says which one is this", async () => {
    const user = await system.registerUser();
    const { page } = await open("/sign-in?next=%2Fsecurity");
    await signInAs(page, user);
    const sessions = page.getByRole("list", { name: "Sessions" }).getByRole("listitem");
    await sessions.nth(1).waitFor();
    expect(await sessions.filter({ hasText: "This one" }).allInnerTexts()).toEqual([
      expect.stringContaining("Headless Chrome on Linux"),
    ]);
    await page.getByRole("button", { name: /^End the session of/ }).click();
    await sessions.nth(1).waitFor({ state: "detached" });
    expect(await user.codes("{ me { id } }")).toEqual(["UNAUTHENTICATED"]);
    await page.context().close();
  });

  it("saves the profile, downloads the data, and deletes the account", async () => {
    const user = await system.registerUser();
    await user.data(`mutation { createTask(input: { title: "Water the plants" }) { id } }`);
    const { page } = await open("/sign-in?next=%2Fprofile");
    await signInAs(page, user);
    await page.getByLabel("Display name").fill("Ada Lovelace");
    await button(page, "Save").click();
    await page.getByText("Your profile is saved.").waitFor();
    expect(await findAxeProblems(page)).toEqual([]);
    await page.getByRole("link", { name: "Security" }).click();
    const downloaded = page.waitForEvent("download");
    await button(page, "Download").click();
    const file = join(temporaryFolder(), "data.json");
    await (await downloaded).saveAs(file);
    const data = JSON.parse(readFileSync(file, "utf8"));
    expect(data).toMatchObject({
      user: { username: user.username, displayName: "Ada Lovelace" },
      tasks: [{ title: "Water the plants" }],
      activity: expect.arrayContaining([expect.objectContaining({ type: "user.registered" })]),
    });
    await button(page, "Delete account").click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("Username").fill(user.username);
    await dialog.getByLabel("Current password").fill(user.password);
    expect(await findAxeProblems(page)).toEqual([]);
    await button(page, "Delete").click();
    await heading(page, "Sign in").waitFor();
    await signInAs(page, user);
    await page.getByRole("alert").waitFor();
    await page.context().close();
  });
});
