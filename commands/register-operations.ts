/** `npm run operations:register -- GLOB…`: collects the operations of client code into the manifest for the gateway. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
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
    { client: { type: "string" }, manifest: { type: "string" }, keep: { type: "boolean" } },
    { positionals: true, findProblems: problemsOfLine },
  );
  if (line === null) return console.log(usage);
  const { values, positionals } = line;
  const path = manifestPath(values);
  const before = existsSync(path) ? parseManifest(readFileSync(path, "utf8"), path).operations : [];
  const { operations } = await generatePersistedQueryManifest({ documents: [...positionals] }, undefined);
  if (operations.length === 0) throw new StartError("There is no operation in these files.");

  const schema = buildSchema(readFileSync(join(projectRoot, "schema", "api.graphql"), "utf8"));
  const problems = operations.flatMap((operation) => findProblems(operation, schema));
  if (problems.length > 0) throw new StartError(`The manifest is unchanged:\n${problems.join("\n")}`);

  const ids = new Set(operations.map(({ id }) => id));
  const others = before.filter(({ id }) => !ids.has(id));
  const kept = values.keep ? others : [];
  write(path, [...operations, ...kept]);
  const known = new Set(before.map(({ id }) => id));
  const added = operations.filter(({ id }) => !known.has(id)).length;
  const gone = others.length - kept.length;
  console.log(
    `${path}: ${ids.size + kept.length} operations, ${added} new, ${kept.length} kept, ${gone} gone`,
  );
  const broken = kept.flatMap((operation) => findProblems(operation, schema));
  if (broken.length > 0) {
    throw new StartError(
      `The schema refuses operations that are kept: clients of an earlier version fail.\n${broken.join("\n")}`,
    );
  }
});

interface RegisterLine {
  values: { client?: string; manifest?: string };
  positionals: readonly string[];
}

function problemsOfLine({ values: { client, manifest }, positionals }: RegisterLine): string[] {
  const problems: string[] = [];
  if (positionals.length === 0) problems.push("Name the files of your client code.");
  if (client !== undefined && manifest !== undefined) problems.push("Give either --client or --manifest.");
  if (client !== undefined && !/^[\w.-]+@[\w.+-]+$/.test(client)) {
    problems.push(`--client must be NAME@RELEASE, such as web@1.4, not ${JSON.stringify(client)}.`);
  }
  return problems;
}

/** `--client web@1.4` stands for operations/web@1.4.json. */
function manifestPath({ client, manifest }: RegisterLine["values"]): string {
  if (client === undefined) return manifest ?? (process.env["OPERATIONS_MANIFEST"] || "operations.json");
  return join("operations", `${client}.json`);
}

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
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, `${JSON.stringify(manifest, null, 2)}\n`);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : 1;
}
