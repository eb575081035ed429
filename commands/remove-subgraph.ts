/** `npm run remove:subgraph -- NAME`: takes a subgraph and its lines out of the project. */
import { readCommandLine } from "../platform/command-line.js";
import { runCommand, StartError } from "../platform/lifecycle.js";
import { projectRoot } from "../platform/project-root.js";
import { readUsage } from "./read-usage.js";
import { approveRemoval } from "./subgraph/approve-removal.js";
import { findUnusedSupport } from "./subgraph/find-dependents.js";
import { countUncommitted, formatAndGenerate } from "./subgraph/finish.js";
import { applyPlan, describePlan } from "./subgraph/plan.js";
import { planRemoval } from "./subgraph/plan-removal.js";

const usage = readUsage("remove-subgraph");

await runCommand(async () => {
  const line = readCommandLine(
    usage,
    { "delete-tests": { type: "boolean" }, "dry-run": { type: "boolean" } },
    { positionals: true },
  );
  if (line === null) return console.log(usage);
  const { values, positionals } = line;
  const [asked, ...others] = positionals;
  if (asked === undefined || others.length > 0) throw new StartError(`Name one subgraph.\n\n${usage}`);
  const { name, files, dependents, parts, eventTypes } = planRemoval(projectRoot, asked);
  if (values["delete-tests"]) {
    const deleted = [...dependents.tests, ...[...files.keys()].filter((path) => files.get(path) === null)];
    for (const path of [...dependents.tests, ...findUnusedSupport(projectRoot, deleted)])
      files.set(path, null);
  }
  console.log(describePlan(projectRoot, files));
  list(
    "These tests and benchmarks use it; change them, or delete them by --delete-tests:",
    values["delete-tests"] ? [] : dependents.tests,
  );
  list("These files mention it; change them:", dependents.others);
  if (values["dry-run"]) return console.log("Nothing was written.");

  const uncommitted = countUncommitted(projectRoot);
  if (uncommitted !== null && uncommitted > 0)
    console.log(`Beside these, ${uncommitted} files differ from the last commit; git shows both together.`);
  const undo = applyPlan(projectRoot, files);
  try {
    formatAndGenerate(projectRoot, [...files.keys()]);
  } catch (error) {
    undo();
    throw error;
  }
  const approvals = approveRemoval(projectRoot, name, parts, eventTypes);
  if (approvals > 0)
    console.log(
      `\nschema/approvals.yaml approves the ${approvals} changes that break clients of ${name}: see whether you do.`,
    );
  console.log(
    `\nThe subgraph ${name} is gone. Its database is not touched. Next: npm run check, npm test, npm start.`,
  );
});

function list(title: string, paths: readonly string[]): void {
  if (paths.length > 0) console.log(`\n${title}\n${paths.map((path) => `  ${path}`).join("\n")}`);
}
