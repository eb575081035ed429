/**
 * Every page of tasks and administration in light and dark, on a desktop and a phone: axe-core, and widths. With
 * SCREENSHOTS=true it also takes the pictures of docs/console.md, of other pages too.
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { projectRoot } from "../../platform/project-root.js";
import { findAxeProblems } from "../support/axe.js";
import { closePages, openBrowser } from "../support/browser.js";
import { consoleUrl, openConsolePage, signInAs } from "../support/console-pages.js";
import { startTestSystem, type TestSystem, type TestUser } from "../support/system.js";

const takesPictures = process.env["SCREENSHOTS"] === "true";
const folder = join(projectRoot, "docs", "images", "console");

const browser = await openBrowser();
let system: TestSystem;
let ada: TestUser;
let grace: TestUser;
beforeAll(async () => {
  // The test's own requests go on with the first token, for minutes.
  system = await startTestSystem({ ACCESS_TOKEN_SECONDS: "3600" });
  [ada, grace] = [await system.registerAdmin("ada"), await system.registerUser("grace")];
  await furnish();
});
afterAll(async () => {
  await closePages(browser);
  await system.stop();
});

const day = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);

/** Each with its status, priority, days until it is due, and whether it is assigned to the other person. */
const tasks = [
  ["Write the first program", "TODO", "HIGH", 2, true],
  ["Correct the proofs", "IN_PROGRESS", "NORMAL", 0, false],
  ["Order punch cards", "TODO", "NORMAL", null, false],
  ["Explain a nanosecond", "DONE", "LOW", -1, false],
  ["Find the moth in relay 70", "IN_PROGRESS", "URGENT", -2, true],
  ["Plan the conference", "TODO", "NORMAL", 9, false],
] as const;

/** Fills the system with what pictures show. */
async function furnish(): Promise<void> {
  const create = "mutation ($input: CreateTaskInput!) { createTask(input: $input) { id } }";
  const update =
    "mutation ($id: ID!, $input: UpdateTaskInput!) { updateTask(id: $id, input: $input) { id } }";
  const rename =
    "mutation ($id: ID!, $displayName: String) { updateUser(id: $id, input: { displayName: $displayName }) { id } }";
  await ada.data(rename, { id: ada.id, displayName: "Ada Lovelace" });
  await grace.data(rename, { id: grace.id, displayName: "Grace Hopper" });
  for (const [title, status, priority, due, isShared] of [...tasks].reverse()) {
    const input = {
      title,
      priority,
      dueDate: due === null ? null : day(due),
      assigneeId: isShared ? ada.id : null,
    };
    const { createTask: task } = await grace.data<{ createTask: { id: string } }>(create, { input });
    if (status !== "TODO") await grace.data(update, { id: task.id, input: { status } });
  }
  for (const name of ["barbara", "edsger", "linus", "margaret"]) await system.registerUser(name);
  const { users } = await ada.data<{ users: { edges: { node: { id: string } }[] } }>(
    '{ users(first: 1, filter: { usernamePrefix: "edsger" }) { edges { node { id } } } }',
  );
  await ada.data("mutation ($id: ID!) { disableUser(id: $id) { id } }", { id: users.edges[0]?.node.id });
}

type Act = (page: Page) => Promise<unknown>;

const press = (page: Page, name: string) => page.getByRole("button", { name, exact: true }).first().click();

/** Each with its path, who looks at it (no one: a visitor), and what leads to the state that is looked at. */
const views: readonly [name: string, who: "ada" | "grace" | null, path: string, act: Act][] = [
  ["sign-in", null, "/sign-in", (page) => page.getByLabel("Password").waitFor()],
  [
    "create-account",
    null,
    "/create-account",
    async (page) => {
      await page.getByLabel("Username").fill("margaret.h");
      await page.getByLabel("E-mail").fill("margaret@example.com");
      await page.getByLabel("Password").fill("to the moon and back");
      await page.getByText(/strong\./).waitFor();
    },
  ],
  ["tasks", "grace", "/tasks?view=list", (page) => page.getByRole("list", { name: "Tasks" }).waitFor()],
  ["board", "grace", "/tasks?view=board", (page) => page.getByRole("list", { name: "Done" }).waitFor()],
  [
    "board-menu",
    "grace",
    "/tasks?view=board",
    async (page) => {
      await press(page, "More");
      await page.getByRole("menu").waitFor();
    },
  ],
  [
    "no-tasks",
    "grace",
    "/tasks?view=list&q=nothing",
    (page) => page.getByRole("heading", { name: "No task fits these filters" }).waitFor(),
  ],
  [
    "task",
    "grace",
    "/tasks?view=list",
    async (page) => {
      await page.getByRole("link", { name: tasks[0][0] }).click();
      await page.getByLabel("Title").waitFor();
    },
  ],
  [
    "new-task",
    "grace",
    "/tasks?view=list",
    async (page) => {
      await press(page, "New task");
      // The filter of the page behind has the same name.
      await page.getByRole("dialog").getByRole("combobox", { name: "Assignee" }).fill("a");
      await page.getByRole("option", { name: /^Ada/ }).waitFor();
    },
  ],
  ["conflict", "grace", "/tasks?view=list", openConflict],
  [
    "undo",
    "grace",
    "/tasks?view=list",
    async (page) => {
      await press(page, "Delete");
      await page.getByRole("button", { name: "Undo" }).waitFor();
    },
  ],
  ["profile", "grace", "/profile", (page) => page.getByLabel("Display name").waitFor()],
  ["security", "grace", "/security", (page) => page.getByRole("list", { name: "Sessions" }).waitFor()],
  [
    "only-for-admins",
    "grace",
    "/people",
    (page) => page.getByRole("heading", { name: "Only for admins" }).waitFor(),
  ],
  ["people", "ada", "/people", (page) => page.getByRole("list", { name: "People" }).waitFor()],
  ["person", "ada", "", (page) => page.getByRole("list", { name: "Audit trail" }).waitFor()],
  ["audit-trail", "ada", "/audit-trail", (page) => page.getByText("Details").first().click()],
  [
    "system",
    "ada",
    "/system",
    async (page) => {
      await press(page, "Send test event");
      await page.getByText("The event is confirmed and routed.").waitFor();
    },
  ],
];

/** States without a picture of their own. */
const unpictured = new Set(["board-menu", "no-tasks", "new-task", "undo", "only-for-admins"]);

/** Opens a task that another window changes before it is saved here. */
async function openConflict(page: Page): Promise<void> {
  await page.getByRole("link", { name: tasks[2][0] }).click();
  const priority = page.getByRole("dialog").getByLabel("Priority");
  await priority.selectOption("Low");
  const found = await grace.data<{ tasks: { edges: [{ node: { id: string; priority: string } }] } }>(
    '{ tasks(filter: { search: "punch" }) { edges { node { id priority } } } }',
  );
  const { id, priority: now } = found.tasks.edges[0].node;
  await grace.data(
    "mutation ($id: ID!, $input: UpdateTaskInput!) { updateTask(id: $id, input: $input) { id } }",
    {
      id,
      input: { priority: now === "HIGH" ? "URGENT" : "HIGH", dueDate: day(3) },
    },
  );
  await press(page, "Save");
  await page.getByRole("table", { name: "Both versions" }).waitFor();
}

const looks = [
  ["light", { width: 1200, height: 800 }, "light"],
  ["dark", { width: 1200, height: 800 }, "dark"],
  ["phone", { width: 390, height: 844 }, "light"],
  ["phone-dark", { width: 390, height: 844 }, "dark"],
] as const;

async function openAs(who: "ada" | "grace" | null, options: object): Promise<[BrowserContext, Page]> {
  const context = await (browser as Browser).newContext(options);
  const { page } = await openConsolePage(browser as Browser, consoleUrl(system, "/sign-in"), context);
  if (who !== null) {
    await signInAs(page, who === "ada" ? ada : grace);
    await page.getByRole("heading", { name: "Tasks", level: 1 }).waitFor();
  }
  return [context, page];
}

(browser ? describe : describe.skip)("the pages of tasks and administration", () => {
  it.each(looks)(
    "have no fault: %s",
    async (look, viewport, colorScheme) => {
      const found: Record<string, string[]> = {};
      for (const who of [null, "grace", "ada"] as const) {
        const [context, page] = await openAs(who, { viewport, colorScheme });
        for (const [name, , path, act] of views.filter((view) => view[1] === who)) {
          await page.goto(consoleUrl(system, path || `/people/${grace.id}`));
          await page.getByRole("heading", { level: 1 }).waitFor();
          await act(page);
          await page.waitForLoadState("networkidle");
          const overflow = Number(await page.evaluate("document.documentElement.scrollWidth - innerWidth"));
          found[name] = [
            ...(await findAxeProblems(page)),
            ...(overflow > 0 ? [`${overflow} px too wide`] : []),
          ];
          if (takesPictures && look !== "phone-dark" && !unpictured.has(name))
            await takePicture(page, `${name}-${look}`);
          if (name === "undo") await press(page, "Undo");
        }
        await context.close();
      }
      expect(Object.entries(found).filter(([, problems]) => problems.length > 0)).toEqual([]);
    },
    180_000,
  );
});

/** WebP, which Playwright does not write: a fifth of a PNG. */
async function takePicture(page: Page, name: string): Promise<void> {
  await page.evaluate("scrollTo(0, 0)");
  const debug = await page.context().newCDPSession(page);
  const { data } = await debug.send("Page.captureScreenshot", { format: "webp", quality: 70 });
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, `${name}.webp`), Buffer.from(data, "base64"));
}
