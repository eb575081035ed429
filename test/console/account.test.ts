/** The console in a real browser: sign-up, second factor, passkey, errors at fields, and sessions that end. */
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { TOTP } from "otpauth";
import type { Browser, Page } from "playwright-core";
import { findAxeProblems } from "../support/axe.js";
import { closePages, openBrowser } from "../support/browser.js";
import {
  addAuthenticator,
  consoleUrl,
  followMail,
  openConsolePage,
  signInAs,
} from "../support/console-pages.js";
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

(browser ? describe : describe.skip)("the console", () => {
  it("leads from the sign-up to second factor and passkey, and in by each", async () => {
    const { page, record } = await open();
    await addAuthenticator(page);
    const user = { username: "ada", email: "ada@example.com", password: "correct horse battery staple" };

    await heading(page, "Sign in").waitFor();
    expect(await findAxeProblems(page)).toEqual([]);
    await page.getByRole("link", { name: "Create account" }).click();
    await heading(page, "Create account").waitFor();
    expect(await page.evaluate("document.activeElement.textContent")).toBe("Create account");
    await page.getByLabel("Username").fill(user.username);
    await page.getByLabel("E-mail").fill(user.email);
    await page.getByLabel("Password").fill(user.password);
    await page.getByText("Very strong.").waitFor();
    expect(await findAxeProblems(page)).toEqual([]);
    await button(page, "Create account").click();
    await page.getByRole("link", { name: "Security" }).click();
    await heading(page, "Security").waitFor();
    expect(await page.title()).toBe("Security – Gatehouse");

    await button(page, "Send a link").click();
    await followMail(system, page, user.email, /^Confirm your e-mail address$/);
    await page.getByText("is confirmed").waitFor();
    expect(page.url()).not.toContain("token");
    await page.getByRole("link", { name: "Continue" }).click();
    await page.getByText("Confirmed", { exact: true }).waitFor();

    await button(page, "Set up app").click();
    await page.getByLabel("Current password").fill(user.password);
    await button(page, "Continue").click();
    await page.getByRole("img", { name: /^Scan this/ }).waitFor();
    expect(await findAxeProblems(page)).toEqual([]);
    const secret = ((await page.locator(".secret").textContent()) ?? "").replaceAll(" ", "");
    const app = new TOTP({ secret });
    await page.getByLabel("Code").fill(app.generate());
    await button(page, "Confirm").click();
    await page.getByLabel("I have saved these codes").waitFor();
    const list = page.getByRole("list", { name: "Recovery codes" });
    const codes = await list.getByRole("listitem").allInnerTexts();
    expect(codes).toHaveLength(10);
    expect(await findAxeProblems(page)).toEqual([]);
    await page.getByLabel("I have saved these codes").check();
    await button(page, "Done").click();

    await button(page, "Add passkey").click();
    await page.getByLabel("Name").fill("My laptop");
    await page.getByLabel("Current password").fill(user.password);
    await page.getByLabel("Code").fill(codes[0] ?? "");
    await button(page, "Add").click();
    await page.getByRole("list", { name: "Passkeys" }).getByText("My laptop").waitFor();
    expect(await findAxeProblems(page)).toEqual([]);

    await button(page, "Sign out").click();
    await heading(page, "Sign in").waitFor();
    await page.getByText("You are signed out.").waitFor();
    await signInAs(page, user);
    await page.getByLabel("Code").fill("000000");
    await button(page, "Sign in").click();
    await page.locator('[name="code"][aria-invalid="true"]').waitFor();
    expect(await findAxeProblems(page)).toEqual([]);
    await page.getByLabel("Code").fill(codes[1] ?? "");
    await button(page, "Sign in").click();
    await button(page, "Sign out").click();

    await button(page, "Use a passkey").click();
    await button(page, "Sign out").waitFor();
    expect(record.problems).toEqual([]);
    expect(new Set(record.requests.map((url) => new URL(url).origin))).toEqual(
      new Set([new URL(consoleUrl(system)).origin]),
    );
    await page.context().close();
  });

  it("shows the server's own reasons at the fields, and moves the focus to the first", async () => {
    const taken = await system.someUser(1);
    const { page } = await open("/create-account");
    await page.getByLabel("Username").fill("a b");
    await page.getByLabel("E-mail").fill("nowhere");
    await page.getByLabel("Password").fill("password1234");
    await page.getByText("This is similar to a commonly used password.").waitFor();
    await button(page, "Create account").click();
    await page.getByText(/^A username has 3 to 32/).waitFor();
    await page.getByText("This is not an e-mail address.").waitFor();
    expect(await page.evaluate("document.activeElement.name")).toBe("username");
    expect(await findAxeProblems(page)).toEqual([]);
    const described = await page.getByLabel("Password").getAttribute("aria-describedby");
    const reasons = await page.evaluate(
      `${JSON.stringify(described)}.split(" ").map((id) => document.getElementById(id).textContent).join(" ")`,
    );
    expect(reasons).toContain("This password is among the first to be guessed.");

    await page.getByLabel("Username").fill(taken.username);
    await page.getByLabel("E-mail").fill("someone@example.com");
    await page.getByLabel("Password").fill("correct horse battery staple");
    await button(page, "Create account").click();
    await page.getByText(/taken/).waitFor();
    expect(await page.evaluate("document.activeElement.name")).toBe("username");
    await page.context().close();
  });

  it("leads every tab to the sign-in with the reason: a sign-out in another tab, or a ban", async () => {
    const [user, admin] = [await system.registerUser(), await system.registerAdmin()];
    const { page } = await open("/sign-in?next=%2Fprofile");
    await signInAs(page, user);
    await page.getByLabel("Display name").waitFor();
    const other = await openConsolePage(browser as Browser, consoleUrl(system, "/profile"), page.context());
    await button(other.page, "Sign out").click();
    await page.getByText("You are signed out.").waitFor();

    await signInAs(page, user);
    await page.getByLabel("Display name").waitFor();
    await admin.data(`mutation { disableUser(id: "${user.id}") { enabled } }`);
    // As if the user came back to the tab: else it asks within half a minute.
    await page.evaluate(`dispatchEvent(new Event("focus"))`);
    await heading(page, "Sign in").waitFor();
    await page.getByText(/^Your session has ended/).waitFor();
    expect(await findAxeProblems(page)).toEqual([]);
    await page.context().close();
  });
});
