/** Finds the files that use a subgraph of the graph, or mention it. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { settingPrefixOf } from "../../platform/settings/setting-prefix.js";
import { typeNameOf } from "./entity-names.js";
import { fieldsOf, type SdlParts } from "./sdl-parts.js";

/** Files that use a subgraph, by their paths in the project. */
export interface Dependents {
  /** Tests and benchmarks, which fail or do not compile without it. */
  tests: string[];
  /** Code and documents that mention it. */
  others: string[];
}

const folders = [
  "bench",
  "client",
  "commands",
  "docs",
  "examples",
  "gateway",
  "platform",
  "subgraphs",
  "test",
  "web",
];
const notSearched = /(^|\/)(node_modules|dist|generated)\/|^commands\/subgraph\/|^docs\/settings\.md$/;

/** A test is of the product, and not of a graph of its own, when it starts the product or reads its schema. */
const usesProduct =
  /startTestSystem|startCommand|runNpm|runLauncher|startService|readSystemConfig|readAllSettings|subgraphDefinitions|schema\/(?:api|supergraph)|createEvent/;

/** Returns the files, other than `removed`, that name something of the subgraph. */
export function findDependents(
  root: string,
  name: string,
  parts: SdlParts,
  eventTypes: readonly string[],
  removed: ReadonlySet<string>,
): Dependents {
  const mention = mentionOf(name, parts, eventTypes);
  const found = ["README.md", ...folders.flatMap((folder) => filesIn(root, folder))]
    .filter((path) => /\.(ts|tsx|md|graphql)$/.test(path) && !notSearched.test(path) && !removed.has(path))
    .map((path) => ({ path, text: readFileSync(join(root, path), "utf8") }))
    .filter(({ text }) => mention.test(text));
  const isTest = (path: string) => /^bench\/|\.test\.ts$/.test(path);
  const importsIt = new RegExp(`from "[./]+/subgraphs/${name}/`);
  const tests = found.filter(
    ({ path, text }) => isTest(path) && (importsIt.test(text) || usesProduct.test(text)),
  );
  return {
    tests: tests.map(({ path }) => path),
    others: found.filter(({ path }) => !isTest(path)).map(({ path }) => path),
  };
}

/** Returns the files of test/support that only the deleted files import. */
export function findUnusedSupport(root: string, deleted: readonly string[]): string[] {
  const gone = new Set(deleted);
  const textOf = new Map(
    filesIn(root, "test")
      .filter((path) => path.endsWith(".ts"))
      .map((path) => [path, readFileSync(join(root, path), "utf8")]),
  );
  const isImported = (name: string, by: (path: string) => boolean) =>
    [...textOf].some(([path, text]) => by(path) && new RegExp(`"[./]+(?:support/)?${name}\\.js"`).test(text));
  for (let before = -1; before !== gone.size; ) {
    before = gone.size;
    for (const path of textOf.keys()) {
      const [, name] = /^test\/support\/([\w-]+)\.ts$/.exec(path) ?? [];
      if (name === undefined || gone.has(path)) continue;
      const isUsed = isImported(name, (one) => !gone.has(one) && one !== path);
      if (!isUsed && isImported(name, (one) => gone.has(one))) gone.add(path);
    }
  }
  return [...gone].filter((path) => !deleted.includes(path));
}

/** What a file says when it uses the subgraph: a path, an event, a setting, the service, or a name of the graph. */
function mentionOf(name: string, parts: SdlParts, eventTypes: readonly string[]): RegExp {
  // The others are scalars, whose names say nothing.
  const types = [...parts].filter(
    (part) => !part.includes(".") && part.includes(typeNameOf({ singular: name })),
  );
  const fields = [...parts].flatMap((part) => /^(?!Mutation)[A-Z]\w*\.(\w+)$/.exec(part)?.[1] ?? []);
  const rootFields = fields.filter((field) => parts.has(`Query.${field}`) || parts.has(`User.${field}`));
  const alternatives = [
    `subgraphs/${name}/`,
    `["'/]${name}["']`,
    `\\bconfig\\.${name}\\b`,
    `_${name.replaceAll("-", "_")}\\b`,
    `\\b${settingPrefixOf(name)}_(?:URL|PORT)\\b`,
    ...eventTypes.map((type) => `\\b${type.replaceAll(".", "\\.")}\\b`),
    ...fieldsOf(parts, "Mutation").map((field) => `\\b${field}\\b`),
    ...types.map((type) => `(?:on |["\`[:] ?)${type}\\b`),
    ...rootFields.map((field) => `[{} ]${field}(?:\\([^)]|\\s*\\{ \\w)`),
  ];
  return new RegExp(alternatives.join("|"));
}

function filesIn(root: string, folder: string): string[] {
  if (!existsSync(join(root, folder))) return [];
  return readdirSync(join(root, folder), { recursive: true })
    .map((path) => `${folder}/${String(path).replaceAll("\\", "/")}`)
    .sort();
}
