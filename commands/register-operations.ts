/** `npm run operations:register -- GLOB…`: collects the operations of client code into the manifest that the gateway reads. */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { generatePersistedQueryManifest } from "@apollo/generate-persisted-query-manifest";
import { buildSchema, type GraphQLSchema, parse, validate } from "graphql";
import { type ManifestFile, type ManifestOperation, parseManifest } from "../gateway/operations/manifest.js";
import { readCommandLine } from "../platform/command-line.js";
import { runCommand, StartError } from "../platform/lifecycle.js";
import { projectRoot } from "../platform/project-root.js";
import { readUsage } from "./read-usage.js";

const usage = readUsage("operations-register");

await runCommand(async () => {
  const line = readCommandLine(
    usage,
    { manifest: { type: "string" }, keep: { type: "boolean" } },
    { positionals: true },
  );
  if (line === null) return console.log(usage);
  const { values, positionals } = line;
  if (positionals.length === 0) throw new StartError(`Name the files of your client code.\n\n${usage}`);
  const path = values.manifest ?? (process.env["OPERATIONS_MANIFEST"] || "operations.json");
  const before = existsSync(path) ? parseManifest(readFileSync(path, "utf8"), path).operations : [];
  const { operations } = await generatePersistedQueryManifest({ documents: [...positionals] }, undefined);
  if (operations.length === 0) throw new StartError("There is no operation in these files.");

  const schema = buildSchema(readFileSync(join(projectRoot, "schema", "api.graphql"), "utf8"));
  const problems = operations.flatMap((operation) => findProblems(operation, schema));
  if (problems.length > 0) throw new StartError(`The manifest is left as it was:\n${problems.join("\n")}`);

  const ids = new Set(operations.map(({ id }) => id));
  const others = before.filter(({ id }) => !ids.has(id));
  const kept = values.keep ? others : [];
  for (const old of kept.filter((one) => findProblems(one, schema).length > 0))
    console.error(`${old.name} is kept, but the schema no longer has what it asks for.`);
  write(path, [...operations, ...kept]);
  const known = new Set(before.map(({ id }) => id));
  const added = operations.filter(({ id }) => !known.has(id)).length;
  const gone = others.length - kept.length;
  console.log(
    `${path}: ${ids.size + kept.length} operations, ${added} new, ${kept.length} kept, ${gone} gone`,
  );
});

function findProblems({ name, body }: ManifestOperation, schema: GraphQLSchema): string[] {
  return validate(schema, parse(body)).map(({ message }) => `  - ${name}: ${message}`);
}

function write(path: string, operations: readonly ManifestOperation[]): void {
  const sorted = [...operations].sort((a, b) =>
    a.name === b.name ? compare(a.id, b.id) : compare(a.name, b.name),
  );
  const manifest: ManifestFile = {
    format: "apollo-persisted-query-manifest",
    version: 1,
    operations: sorted,
  };
  writeFileSync(path, `${JSON.stringify(manifest, null, 2)}\n`);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : 1;
}
