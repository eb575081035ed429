/** Uses the playground as a person does. */
import type { Page } from "playwright-core";
import { evaluateUntilTrue } from "./browser.js";

/** Opens the playground; continues once the editors and the schema are loaded. */
export async function openPlayground(page: Page, gateway: string): Promise<void> {
  const schema = page.waitForResponse("**/graphql");
  await page.goto(`${gateway}/playground`);
  await page.getByRole("group", { name: "Query, to scroll" }).waitFor();
  await schema;
}

/** Opens an example of the list. */
export async function openExample(page: Page, name: string): Promise<void> {
  await page
    .getByRole("listitem")
    .getByRole("button", { name: new RegExp(`^${name} `) })
    .click();
  await page.getByRole("tab", { name, exact: true, selected: true }).waitFor();
}

/** Runs the tab's operation; returns the content of the result window. */
export async function run(page: Page): Promise<unknown> {
  const answered = page.waitForResponse("**/graphql");
  await page.getByRole("button", { name: "Execute query" }).click();
  await answered;
  // The window was emptied before the request, so its content is the response.
  const shown = "document.querySelector('.result-window .CodeMirror').CodeMirror.getValue()";
  return JSON.parse(String(await evaluateUntilTrue(page, shown)));
}

/** The content of the editor of headers. */
export const readHeaders = (page: Page): Promise<string> =>
  page.evaluate("document.querySelectorAll('.graphiql-editor-tool .CodeMirror')[1].CodeMirror.getValue()");

/** Enters a name and a password, and sends them. */
export async function signIn(page: Page, identifier: string, password: string): Promise<void> {
  await page.getByLabel("Username or e-mail").fill(identifier);
  await page.getByLabel("Password").fill(password);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
}
