/** `npm run schema:print`: prints the API schema, as a role sees it, or the SDL of a subgraph. */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { readCommandLine } from "../platform/command-line.js";
import { runCommand, StartError } from "../platform/lifecycle.js";
import { projectRoot } from "../platform/project-root.js";
import { compose } from "../schema/compose.js";
import { viewers, writeRoleSchema } from "../schema/role-schema.js";
import { subgraphNames } from "../schema/services.js";
import { readUsage } from "./read-usage.js";

const usage = readUsage("schema-print");
const folder = join(projectRoot, "schema");

await runCommand(async () => {
  const line = readCommandLine(usage, {
    as: { type: "string" },
    subgraph: { type: "string" },
    out: { type: "string" },
  });
  if (line === null) return console.log(usage);
  const { as, subgraph, out } = line.values;
  if (as !== undefined && subgraph !== undefined) {
    throw new StartError(
      `--as and --subgraph exclude each other: a subgraph has no view for a role.\n\n${usage}`,
    );
  }
  requireOneOf(viewers, "--as", as);
  requireOneOf(subgraphNames, "--subgraph", subgraph);
  const files = writeAll();
  const chosen =
    subgraph !== undefined ? `${subgraph}.graphql` : as !== undefined ? `api.${as}.graphql` : "api.graphql";
  if (out === undefined) return void process.stdout.write(files.get(chosen)!());
  const isWhole = as === undefined && subgraph === undefined;
  write(out, isWhole ? files : new Map([[chosen, files.get(chosen)!]]));
});

function requireOneOf(known: readonly string[], option: string, value: string | undefined): void {
  if (value === undefined || known.includes(value)) return;
  throw new StartError(
    `${option} must be one of ${known.join(", ")}, not ${JSON.stringify(value)}.\n\n${usage}`,
  );
}

/** The writer of each schema by the name of its file. */
function writeAll(): ReadonlyMap<string, () => string> {
  const { api, supergraph } = composeOrFail();
  return new Map([
    ["api.graphql", () => api],
    ...viewers.map((one) => [`api.${one}.graphql`, () => writeRoleSchema(api, supergraph, one)] as const),
    ["supergraph.graphql", () => supergraph],
    ...subgraphNames.map(
      (name) => [`${name}.graphql`, () => readFileSync(join(folder, `${name}.graphql`), "utf8")] as const,
    ),
  ]);
}

function composeOrFail() {
  try {
    return compose(folder);
  } catch (error) {
    throw new StartError((error as Error).message);
  }
}

function write(out: string, files: ReadonlyMap<string, () => string>): void {
  try {
    mkdirSync(out, { recursive: true });
    for (const [name, toText] of files) {
      writeFileSync(join(out, name), toText());
      console.log(`wrote ${join(out, name)}`);
    }
  } catch (error) {
    throw new StartError(`The schemas cannot be written to ${out}: ${(error as Error).message}.`);
  }
}
