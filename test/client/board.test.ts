/** examples/board, a front end without a framework, in a real Chromium: built as `npm run example:board` serves it. */
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { closePages, openBrowser, recordPage } from "../support/browser.js";
import { bundleScript } from "../support/bundle.js";
import { readProjectFile } from "../support/deployment-files.js";
import { startTestSystem, type TestSystem } from "../support/system.js";

const browser = await openBrowser();
let system: TestSystem;
let server: Server;
beforeAll(async () => {
  if (browser === undefined) return;
  system = await startTestSystem();
  const gateway = `http://localhost:${new URL(system.urls.gateway).port}/graphql`;
  const script = await bundleScript("examples/board/board.js", {
    define: { "import.meta.env.VITE_GATEHOUSE_URL": JSON.stringify(gateway) },
  });
  const files: Record<string, [type: string, text: string]> = {
    "/": ["text/html", readProjectFile("examples/board/index.html")],
    "/board.js": ["text/javascript", script],
    "/style.css": ["text/css", readProjectFile("examples/board/style.css")],
  };
  server = createServer((request, response) => {
    const [type, text] = files[request.url ?? ""] ?? ["text/plain", ""];
    response.setHeader("content-type", type).end(text);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
});
afterAll(async () => {
  await closePages(browser);
  server?.close();
  await system?.stop();
});

(browser ? describe : describe.skip)("the board", () => {
  it("signs in, adds tasks, pages, says of a conflict, and signs out in both tabs", async () => {
    const user = await system.registerUser();
    for (let number = 1; number <= 11; number += 1) {
      await user.data(`mutation { createTask(input: { title: "Task ${number}" }) { id } }`);
    }
    const context = await browser!.newContext();
    const page = await context.newPage();
    const record = await recordPage(page);
    const url = `http://localhost:${(server.address() as AddressInfo).port}/`;
    await page.goto(url);
    await page.getByLabel("Username or e-mail").fill(user.username);
    await page.getByLabel("Password").fill("not the password");
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.getByRole("alert").filter({ hasText: /./ }).waitFor();
    await page.getByLabel("Password").fill(user.password);
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.getByText("Task 11").waitFor();

    await page.getByLabel("Title").fill("Water the plants");
    await page.getByRole("button", { name: "Add task" }).click();
    await page.getByLabel("Water the plants").waitFor();
    await page.getByRole("button", { name: "More" }).click();
    await page.getByLabel("Task 1", { exact: true }).waitFor();
    expect(await page.getByRole("checkbox").count()).toBe(12);

    const { tasks } = await user.data<{ tasks: { edges: { node: { id: string } }[] } }>(
      `{ tasks(first: 1) { edges { node { id } } } }`,
    );
    const change = `mutation ($id: ID!) { updateTask(id: $id, input: { priority: HIGH }) { version } }`;
    await user.data(change, { id: tasks.edges[0]!.node.id });
    await page.getByLabel("Water the plants").click();
    await page.getByText("changed first").waitFor();
    const saved = page.waitForResponse(
      (response) => !!response.request().postData()?.includes("BoardUpdate"),
    );
    await page.getByLabel("Water the plants").check();
    expect(await (await saved).json()).toMatchObject({ data: { updateTask: { status: "DONE" } } });

    const other = await context.newPage();
    await other.goto(url);
    await other.getByText(`Signed in as ${user.username}`).waitFor();
    await page.getByRole("button", { name: "Sign out" }).click();
    await other.getByRole("button", { name: "Sign in" }).waitFor();
    expect(record.problems).toEqual([]);
  });
});
