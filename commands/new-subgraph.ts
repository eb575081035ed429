/** `npm run new:subgraph -- PLURAL`: makes a subgraph of one entity, from templates/subgraph. */
import { readCommandLine } from "../platform/command-line.js";
import { runCommand, StartError } from "../platform/lifecycle.js";
import { projectRoot } from "../platform/project-root.js";
import { readUsage } from "./read-usage.js";
import { fieldNamesOf, typeNameOf } from "./subgraph/entity-names.js";
import { countUncommitted, formatAndGenerate } from "./subgraph/finish.js";
import { applyPlan, describePlan } from "./subgraph/plan.js";
import { type Addition, planAddition } from "./subgraph/plan-addition.js";

const usage = readUsage("new-subgraph");

await runCommand(async () => {
  const line = readCommandLine(
    usage,
    { singular: { type: "string" }, port: { type: "string" }, "dry-run": { type: "boolean" } },
    { positionals: true },
  );
  if (line === null) return console.log(usage);
  const { values, positionals } = line;
  const [plural, ...others] = positionals;
  if (plural === undefined || others.length > 0) throw new StartError(`Name one entity.\n\n${usage}`);
  const addition = planAddition(projectRoot, { plural, singular: values.singular, port: values.port });
  const { files, names } = addition;
  console.log(describePlan(projectRoot, files));
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
  console.log(describe(addition));
  console.log(`
Next:
  npm test -- test/subgraph/${names.singular}.test.ts
  npm start
  schema/${names.singular}.graphql has the fields; docs/extending.md says how to add more.
  npm run remove:subgraph -- ${names.singular} takes it away again.`);
});

/** What the graph has now. */
function describe({ names, port }: Addition): string {
  const [one, all] = fieldNamesOf(names);
  const type = typeNameOf(names);
  return `
The subgraph ${names.singular} (port ${port}) has the type ${type}: ${one}(id), ${all}(first, after), create${type}, update${type}, delete${type}.`;
}
