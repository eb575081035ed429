/** Looks at a page with axe-core, by WCAG 2.2 AA and its own best practices. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { projectRoot } from "../../platform/project-root.js";

let source: string | undefined;

/** Returns what axe-core finds wrong with the page as it is now: a line for each element. */
export async function findAxeProblems(page: Page): Promise<string[]> {
  source ??= readFileSync(join(projectRoot, "node_modules", "axe-core", "axe.min.js"), "utf8");
  // Evaluated by the debugger, for which the page's policy does not count.
  await page.evaluate(`typeof axe === "undefined" && (() => { ${source} })()`);
  const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
  const options = JSON.stringify({ runOnly: { type: "tag", values: tags }, resultTypes: ["violations"] });
  const found = await page.evaluate(`axe.run(document, ${options}).then(({ violations }) =>
    violations.flatMap(({ id, help, nodes }) =>
      nodes.map(({ target, failureSummary }) => [id, help, target.join(" "), failureSummary].join(" | "))))`);
  return found as string[];
}
