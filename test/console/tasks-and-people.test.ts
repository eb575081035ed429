/** Tasks and administration in the console, in a real browser: conflicts, a network that is cut, a ban. */
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import type { Browser, BrowserContext, Locator, Page } from "playwright-core";
import { findAxeProblems } from "../support/axe.js";
import { closePages, openBrowser } from "../support/browser.js";
import { consoleUrl, openConsolePage, signInAs } from "../support/console-pages.js";
import { startTestSystem, type TestSystem, type TestUser } from "../support/system.js";

const browser = await openBrowser();
let system: TestSystem;
let admin: TestUser;
let user: TestUser;
/** The windows of the user share cookies, as tabs of one browser do. */
let context: BrowserContext;
beforeAll(async () => {
  system = await startTestSystem();
  [admin, user] = [await system.registerAdmin("grace"), await system.registerUser("linus")];
  context = (await browser?.newContext({ reducedMotion: "reduce" })) as BrowserContext;
});
afterAll(async () => {
  await closePages(browser);
  await system.stop();
});

const heading = (page: Page, name: string) => page.getByRole("heading", { name, exact: true, level: 1 });
const button = (page: Page | Locator, name: string) => page.getByRole("button", { name, exact: true });
const row = (page: Page, title: string) =>
  page.getByRole("listitem").filter({ has: page.getByRole("link", { name: title, exact: true }) });

async function openAs(who: TestUser, path: string, own?: BrowserContext): Promise<Page> {
  const { page } = await openConsolePage(browser as Browser, consoleUrl(system, path), own);
  const name = page.getByLabel("Username or e-mail");
  await page.locator("h1").waitFor();
  if (await name.isVisible()) await signInAs(page, who);
  return page;
}

const openTasks = async () => {
  const page = await openAs(user, "/tasks?view=list", context);
  await heading(page, "Tasks").waitFor();
  return page;
};

/** Lets the page wait for the list that it reads every few seconds, so that it has an old version; returns the release. */
async function holdTaskList(page: Page): Promise<() => Promise<void>> {
  let release = () => {};
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  await page.route("**/graphql", async (route) => {
    if (route.request().postData()?.includes('"TaskList"')) await released;
    await route.continue();
  });
  return () => {
    release();
    return page.unrouteAll({ behavior: "wait" });
  };
}

async function createTask(title: string, more: object = {}): Promise<string> {
  const { createTask: created } = await user.data<{ createTask: { id: string } }>(
    "mutation ($input: CreateTaskInput!) { createTask(input: $input) { id } }",
    { input: { title, ...more } },
  );
  return created.id;
}

const readTask = async (id: string) =>
  (
    await user.data<{ task: Record<string, unknown> }>(
      "query ($id: ID!) { task(id: $id) { title description status priority enabled } }",
      { id },
    )
  ).task;

(browser ? describe : describe.skip)("tasks in the console", () => {
  it("are created, found, changed, moved, disabled and deleted, with a way back", async () => {
    const page = await openTasks();
    await page.getByRole("heading", { name: "No tasks yet" }).waitFor();
    expect(await findAxeProblems(page)).toEqual([]);

    await button(page, "New task").click();
    await button(page, "Save").click();
    await page.getByText("A title is needed.").waitFor();
    await page.getByLabel("Title").fill("Write the report");
    await page.getByRole("dialog").getByRole("combobox", { name: "Assignee" }).fill("gra");
    await page.getByRole("option", { name: "grace" }).click();
    expect(await findAxeProblems(page)).toEqual([]);
    await button(page, "Save").click();
    await row(page, "Write the report").getByText("assigned to grace").waitFor();

    await page.getByLabel("Search").fill("rep wri");
    await page.getByText("1 task", { exact: true }).waitFor();
    await page.getByLabel("Status").selectOption("Done");
    await page.getByRole("heading", { name: "No task fits these filters" }).waitFor();
    await button(page, "Clear the filters").click();

    await page.getByRole("link", { name: "Write the report" }).click();
    await page.getByLabel("Description").fill("With figures.");
    await page.getByLabel("Priority").last().selectOption("High");
    await button(page, "Save").click();
    await row(page, "Write the report").getByText("High").waitFor();
    // The focus is back at the link that opened the dialog.
    await page.locator("a:focus", { hasText: "Write the report" }).waitFor();

    await button(row(page, "Write the report"), "Disable").click();
    await row(page, "Write the report").getByText("Disabled").waitFor();
    await button(row(page, "Write the report"), "Enable").click();
    await row(page, "Write the report").getByText("Disabled").waitFor({ state: "detached" });

    await page.getByText("Board", { exact: true }).click();
    await button(row(page, "Write the report"), "More").press("Enter");
    await page.getByRole("menuitemradio", { name: "In progress" }).click();
    const moved = page.getByRole("list", { name: "In progress" });
    await moved.getByText("Write the report").waitFor();
    // The keyboard goes on where it was, at the card in its new column.
    await page.locator(".task__more:focus").waitFor();
    expect(await findAxeProblems(page)).toEqual([]);
    await row(page, "Write the report").dragTo(page.getByRole("region", { name: "Done" }));
    await page.getByRole("list", { name: "Done" }).getByText("Write the report").waitFor();

    await button(row(page, "Write the report"), "Delete").click();
    await page.getByText("“Write the report” is deleted.").waitFor();
    await row(page, "Write the report").waitFor({ state: "detached" });
    await button(page, "Undo").click();
    await row(page, "Write the report").waitFor();
    const { tasks } = await user.data<{ tasks: { edges: { node: object }[] } }>(
      "{ tasks { edges { node { title description status priority enabled } } } }",
    );
    expect(tasks.edges.map(({ node }) => node)).toEqual([
      {
        title: "Write the report",
        description: "With figures.",
        status: "DONE",
        priority: "HIGH",
        enabled: true,
      },
    ]);
    await page.close();
  });

  it("are deleted when their Undo goes away, or the page does", async () => {
    const [dismissed, left] = [await createTask("Dismissed"), await createTask("Left")];
    const page = await openTasks();
    await button(row(page, "Dismissed"), "Delete").click();
    await button(page, "Dismiss").click();
    await expect(goneAt(dismissed)).resolves.toBe("NOT_FOUND");
    await button(row(page, "Left"), "Delete").click();
    await button(page, "Undo").waitFor();
    await page.close({ runBeforeUnload: true });
    await expect(goneAt(left)).resolves.toBe("NOT_FOUND");
  });

  it("that two windows have changed are shown in both versions, and the person chooses", async () => {
    const id = await createTask("Plan", { description: "Old." });
    const [one, other] = [await openTasks(), await openTasks()];
    for (const page of [one, other]) await page.getByRole("link", { name: "Plan", exact: true }).click();
    await one.getByLabel("Title").fill("Plan of one");
    await other.getByLabel("Title").fill("Plan of the other");
    await other.getByLabel("Description").fill("New.");
    await button(one, "Save").click();
    await row(one, "Plan of one").waitFor();
    const release = await holdTaskList(one);

    await button(other, "Save").click();
    await other.getByText(/was changed in another window/).waitFor();
    const versions = await other
      .getByRole("table", { name: "Both versions" })
      .getByRole("row")
      .allInnerTexts();
    expect(versions.map((text) => text.replace(/\s+/g, " ").trim())).toEqual([
      "Mine Theirs",
      "Title Both changed Plan of the other Plan of one",
      "Description New. Old.",
    ]);
    expect(await findAxeProblems(other)).toEqual([]);
    await button(other, "Keep mine").click();
    await row(other, "Plan of the other").waitFor();
    expect(await readTask(id)).toMatchObject({ title: "Plan of the other", description: "New." });

    // A change at once meets a newer version of the same field; of another field, both are kept.
    await user.data(`mutation { updateTask(id: "${id}", input: { status: DONE, priority: LOW }) { id } }`);
    await button(row(one, "Plan of one"), "More").click();
    await one.getByRole("menuitemradio", { name: "Urgent" }).click();
    await button(one, "Take theirs").waitFor();
    await release();
    await button(one, "Take theirs").click();
    await row(one, "Plan of the other").getByText("Low").waitFor();
    await user.data(`mutation { updateTask(id: "${id}", input: { title: "Plan of all" }) { id } }`);
    await button(row(one, "Plan of the other"), "Disable").click();
    await row(one, "Plan of all").getByText("Disabled").waitFor();
    // The row shows it before the server has agreed.
    while ((await readTask(id))["enabled"]) await one.evaluate("0");
    expect(await readTask(id)).toMatchObject({ title: "Plan of all", enabled: false, priority: "LOW" });
    await Promise.all([one.close(), other.close()]);
  });

  it("lose nothing when the network is cut in the middle, and say so", async () => {
    const id = await createTask("Under way");
    const page = await openTasks();
    await page.getByRole("link", { name: "Under way" }).click();
    await page.getByLabel("Description").fill("Half a page of thoughts.");
    await context.setOffline(true);
    await button(page, "Save").click();
    await page
      .getByRole("alert")
      .getByText(/did not answer/)
      .waitFor();
    expect(await page.getByLabel("Description").inputValue()).toBe("Half a page of thoughts.");
    expect(await findAxeProblems(page)).toEqual([]);
    await page.keyboard.press("Escape");
    await page.getByRole("heading", { name: "Discard your changes?" }).waitFor();
    await button(page, "Go on editing").click();
    await context.setOffline(false);
    await button(page, "Save").click();
    await page.getByRole("dialog").waitFor({ state: "detached" });
    expect(await readTask(id)).toMatchObject({ description: "Half a page of thoughts." });

    await context.setOffline(true);
    await page.getByText(/^You are offline/).waitFor();
    await row(page, "Under way").getByRole("checkbox").click();
    await page.getByText(/“Under way” is not changed/).waitFor();
    expect(await row(page, "Under way").getByRole("checkbox").isChecked()).toBe(false);
    expect(await findAxeProblems(page)).toEqual([]);
    await context.setOffline(false);
    await button(page.getByRole("status", { name: "Messages" }), "Try again").click();
    await row(page, "Under way").getByText("Done", { exact: true }).waitFor();
    await page.close();
  });
});

(browser ? describe : describe.skip)("administration in the console", () => {
  it("is refused to a user who is no admin, in words", async () => {
    const page = await openAs(user, "/people", context);
    await heading(page, "Only for admins").waitFor();
    expect(await page.getByRole("navigation").getByText("People").count()).toBe(0);
    expect(await findAxeProblems(page)).toEqual([]);
    await page.close();
  });

  it("bans a person, which signs their other tab out, and keeps the last admin", async () => {
    const victim = await openTasks();
    const page = await openAs(admin, "/people");
    await row(page, "linus").waitFor();
    expect(await findAxeProblems(page)).toEqual([]);
    await button(row(page, "linus"), "Disable").click();
    await row(page, "linus").getByText("Disabled").waitFor();
    await victim.bringToFront();
    await heading(victim, "Sign in").waitFor();
    await victim.getByText(/Your session has ended/).waitFor();
    await button(row(page, "linus"), "Enable").click();
    await row(page, "linus").getByText("Disabled").waitFor({ state: "detached" });

    await button(row(page, "grace"), "Disable").click();
    await button(page.getByRole("dialog"), "Disable").click();
    await row(page, "grace")
      .getByRole("alert")
      .getByText(/last enabled admin/)
      .waitFor();

    await page.getByRole("link", { name: "linus" }).click();
    await heading(page, "linus").waitFor();
    await page.getByText("Not signed in anywhere.").waitFor();
    await page.getByRole("list", { name: "Audit trail" }).getByText("Account disabled").waitFor();
    expect(await findAxeProblems(page)).toEqual([]);
    await page.getByRole("link", { name: "Audit trail", exact: true }).click();
    await page.getByLabel("Type").selectOption("Account disabled");
    await page.getByText("success").first().waitFor();
    expect(await page.getByRole("list", { name: "Audit trail" }).getByRole("listitem").count()).toBe(2);
    expect(await findAxeProblems(page)).toEqual([]);
    await page.getByRole("link", { name: "System", exact: true }).click();
    await page.getByText("All services are healthy.").waitFor();
    await button(page, "Send test event").click();
    await page.getByText("The event is confirmed and routed.").waitFor();
    expect(await findAxeProblems(page)).toEqual([]);
    await page.context().close();
  });
});

/** Resolves to the code of the error once the task is gone. */
async function goneAt(id: string): Promise<string | undefined> {
  for (;;) {
    const [code] = await user.codes("query ($id: ID!) { task(id: $id) { id } }", { id });
    if (code !== undefined) return code;
  }
}
