/** Every page of one's own account in light and dark, on a desktop and a phone: axe-core, widths, and shifts. */
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import type { Browser, Page } from "playwright-core";
import { findAxeProblems } from "../support/axe.js";
import { closePages, evaluateUntilTrue, openBrowser } from "../support/browser.js";
import { consoleUrl, openConsolePage, signInAs } from "../support/console-pages.js";
import { registerProven } from "../support/mailbox.js";
import { startTestSystem, type TestSystem, type TestUser } from "../support/system.js";

const browser = await openBrowser();
let system: TestSystem;
let user: TestUser;
beforeAll(async () => {
  system = await startTestSystem();
  user = await registerProven(system);
});
afterAll(async () => {
  await closePages(browser);
  await system.stop();
});

/** Paths of pages without a session, and what leads each to a state worth a look. */
const visitorPages: readonly [path: string, act?: (page: Page) => Promise<void>][] = [
  ["/sign-in"],
  ["/sign-in?wrong", (page) => signInAs(page, { username: "nobody", password: "a wrong password" })],
  ["/create-account"],
  ["/create-account?empty", (page) => page.getByRole("button", { name: "Create account" }).click()],
  ["/forgotten-password"],
  ["/reset-password"],
  ["/reset-password#token=none"],
  ["/verify-email"],
  ["/verify-email#token=none"],
  ["/confirm-registration#token=none"],
  ["/nowhere"],
];

/** The same with a session; the buttons open dialogs. */
const userPages: readonly [path: string, button?: string][] = [
  ["/profile"],
  ["/security"],
  ["/security", "Change address"],
  ["/security", "Change password"],
  ["/security", "Set up app"],
  ["/security", "Add passkey"],
  ["/security", "Delete account"],
  ["/nowhere"],
];

const sizes = [
  ["a desktop", { width: 1280, height: 800 }],
  ["a phone", { width: 390, height: 844 }],
] as const;

const looks = sizes.flatMap(([device, viewport]) =>
  (["light", "dark"] as const).map((colorScheme) => ({ device, viewport, colorScheme })),
);

/** What is wrong with the page as it is: by axe-core, and if it is wider than the window. */
async function findProblems(page: Page): Promise<string[]> {
  // A dialog hides the page behind it, with its heading.
  await page.locator('h1, [role="dialog"] h2').first().waitFor();
  await page.locator(".skeleton").first().waitFor({ state: "detached" });
  const overflow = await page.evaluate("document.documentElement.scrollWidth - innerWidth");
  return [...(await findAxeProblems(page)), ...(Number(overflow) > 0 ? [`${overflow} px too wide`] : [])];
}

(browser ? describe : describe.skip)("every page of one's own account", () => {
  it.each(looks)(
    "has no fault in $colorScheme on $device",
    async ({ viewport, colorScheme }) => {
      const context = await (browser as Browser).newContext({ viewport, colorScheme });
      const found: Record<string, string[]> = {};
      for (const [path, act] of visitorPages) {
        const { page } = await openConsolePage(browser as Browser, consoleUrl(system, path), context);
        await page.getByRole("heading", { level: 1 }).waitFor();
        await act?.(page);
        if (act) await page.locator('[aria-invalid="true"], [role="alert"]').first().waitFor();
        found[path] = await findProblems(page);
        await page.close();
      }
      const { page } = await openConsolePage(
        browser as Browser,
        consoleUrl(system, "/sign-in?next=/profile"),
        context,
      );
      await signInAs(page, user);
      await page.getByLabel("Display name").waitFor();
      for (const [path, button] of userPages) {
        await page.goto(consoleUrl(system, path));
        if (button !== undefined) {
          await page.getByRole("button", { name: button, exact: true }).click();
          await page.getByRole("dialog").waitFor();
        }
        found[`${path} ${button ?? ""}`] = await findProblems(page);
      }
      await context.close();
      expect(Object.entries(found).filter(([, problems]) => problems.length > 0)).toEqual([]);
    },
    120_000,
  );

  it("moves nothing while it loads (cumulative layout shift)", async () => {
    const { page } = await openConsolePage(browser as Browser, consoleUrl(system, "/sign-in?next=/security"));
    await signInAs(page, user);
    await page.getByRole("list", { name: "Sessions" }).waitFor();
    await page.addInitScript(`
      window.shifts = [];
      new PerformanceObserver((list) => {
        for (const entry of list.getEntries())
          shifts.push([entry.value, ...entry.sources.map(({ node }) => node?.className ?? node?.nodeName)]);
      }).observe({ type: "layout-shift", buffered: true });
    `);
    const moved: Record<string, unknown> = {};
    for (const path of ["/profile", "/security"]) {
      await page.goto(consoleUrl(system, path));
      await page.getByRole("heading", { level: 1 }).waitFor();
      await page.locator(".skeleton").first().waitFor({ state: "detached" });
      moved[path] = await page.evaluate("shifts");
    }
    // Sections take the place of a skeleton that cannot know how many they are: 0.1 is what Core Web Vitals call good.
    for (const shifts of Object.values(moved) as [number][][])
      expect(shifts.reduce((sum, [value]) => sum + value, 0)).toBeLessThan(0.1);
    await page.context().close();
  });

  it("can be used by the keyboard alone: skip link, navigation, dialog and back", async () => {
    const { page } = await openConsolePage(browser as Browser, consoleUrl(system, "/sign-in?next=/security"));
    await page.getByLabel("Username or e-mail").focus();
    await page.keyboard.type(user.username);
    await page.keyboard.press("Tab");
    await page.keyboard.type(user.password);
    await page.keyboard.press("Enter");
    await page.getByRole("list", { name: "Sessions" }).waitFor();
    await page.reload();
    await page.getByRole("list", { name: "Sessions" }).waitFor();
    await page.keyboard.press("Tab");
    expect(await page.evaluate("document.activeElement.textContent")).toContain("Skip to the content");
    await page.keyboard.press("Enter");
    expect(await page.evaluate("document.activeElement.id")).toBe("main");
    const change = page.getByRole("button", { name: "Change password" });
    await change.focus();
    await page.keyboard.press("Enter");
    await page.getByRole("dialog").waitFor();
    expect(await page.evaluate("document.activeElement.closest('[role=dialog]') !== null")).toBe(true);
    for (let presses = 0; presses < 12; presses++) {
      await page.keyboard.press("Tab");
      expect(await page.evaluate("document.activeElement.closest('[role=dialog]') !== null")).toBe(true);
    }
    await page.keyboard.press("Escape");
    await page.getByRole("dialog").waitFor({ state: "detached" });
    await evaluateUntilTrue(page, `document.activeElement.textContent === "Change password"`);
    await page.context().close();
  });
});
