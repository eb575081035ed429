/** Plans what becomes of the files when a subgraph goes, and says everything that is in the way of it. */
import { existsSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { StartError } from "../../platform/lifecycle.js";
import { toPrintable } from "../../platform/text/printable.js";
import { composeSubgraphs } from "../../schema/compose.js";
import { subgraphNames, subgraphs } from "../../schema/services.js";
import { consoleFolderOf, consoleLinesOf, findConsolePages } from "./console-parts.js";
import { fieldNamesOf } from "./entity-names.js";
import { type Dependents, findDependents } from "./find-dependents.js";
import { type FilePlan, readFileOf } from "./plan.js";
import { cutParts, fieldsOf, findOwnParts, type SdlParts } from "./sdl-parts.js";
import { manifestOf, wiringPlaces } from "./wiring.js";

/** What becomes of the files, and which others use the subgraph. */
export interface Removal {
  name: string;
  files: FilePlan;
  dependents: Dependents;
  /** What the graph loses. */
  parts: SdlParts;
  eventTypes: string[];
}

/** The gateway signs callers in by the one, and every entity's owner is resolved by the other. */
const needed = ["auth", "user"];

/** Returns the plan for a subgraph by its name, or by the field of its list. @throws StartError that says why not. */
export function planRemoval(root: string, asked: string): Removal {
  const name = findName(root, asked);
  const parts = ownPartsOf(root, name);
  requireComposition(root, name);
  const eventTypes = Object.keys(subgraphs[name].publishes);
  const pages = findConsolePages(root, fieldsOf(parts, "Query"));
  const gone = [
    `schema/${name}.graphql`,
    `schema/generated/${name}.ts`,
    manifestOf(name),
    `test/subgraph/${name}.test.ts`,
    ...[
      `subgraphs/${name}`,
      ...pages.map(consoleFolderOf),
      ...eventTypes.map((type) => `schema/events/${type}`),
    ].flatMap((one) => filesIn(root, one)),
  ].filter((path) => existsSync(join(root, path)));
  const files: FilePlan = new Map([
    ...changeOthers(root, name, parts, eventTypes),
    ...changeConsole(root, pages),
    ...gone.map((path): [string, null] => [path, null]),
  ]);
  const dependents = findDependents(root, name, parts, eventTypes, new Set(files.keys()));
  return { name, files, dependents, parts, eventTypes };
}

type SubgraphName = (typeof subgraphNames)[number];

function findName(root: string, asked: string): SubgraphName {
  const found = subgraphNames.find((name) => {
    const [, all] = fieldNamesOf({ singular: name, plural: asked });
    return name === asked || fieldsOf(ownPartsOf(root, name), "Query").includes(all);
  });
  if (found === undefined) {
    throw new StartError(
      `There is no subgraph "${toPrintable(asked)}". There are: ${subgraphNames.join(", ")}.`,
    );
  }
  if (needed.includes(found)) throw new StartError(`The gateway and the other subgraphs need ${found}.`);
  return found;
}

const sdlOf = (root: string, name: string): string => readFileOf(root, `schema/${name}.graphql`) ?? "";

const ownPartsOf = (root: string, name: string): SdlParts =>
  findOwnParts(
    sdlOf(root, name),
    subgraphNames.filter((one) => one !== name).map((one) => sdlOf(root, one)),
  );

/** @throws StartError when the others do not compose without it. */
function requireComposition(root: string, name: string): void {
  const others = subgraphNames.filter((one) => one !== name);
  const result = composeSubgraphs(new Map(others.map((one) => [one, sdlOf(root, one)])));
  if (!("problems" in result)) return;
  const lines = result.problems.map(({ code, message }) => `  - ${code}: ${message}`).join("\n");
  throw new StartError(`Without ${name} the other subgraphs do not compose; nothing was written:\n${lines}`);
}

/** The files that lose the subgraph's lines, its published events, and its part of the contract with clients. */
function changeOthers(root: string, name: string, parts: SdlParts, types: readonly string[]): FilePlan {
  const files: FilePlan = new Map();
  for (const { file, linesOf } of wiringPlaces) {
    const text = files.get(file) ?? readFileOf(root, file);
    if (text != null) files.set(file, text.replace(linesOf(name), ""));
  }
  const published = "schema/events/published.json";
  const schemas = JSON.parse(readFileOf(root, published) ?? "{}") as Record<string, unknown>;
  const left = Object.entries(schemas).filter(([key]) => !types.includes(key.split("/")[0] ?? ""));
  files.set(published, `${JSON.stringify(Object.fromEntries(left), null, 2)}\n`);
  const contract = readFileOf(root, "test/schema/contract.graphql");
  if (contract !== null) files.set("test/schema/contract.graphql", cutParts(contract, parts));
  return new Map([...files].filter(([path, text]) => text !== readFileOf(root, path)));
}

/** The files of the console that lose the lines about the subgraph's pages. */
function changeConsole(root: string, pages: readonly string[]): FilePlan {
  const files: FilePlan = new Map();
  for (const [file, lines] of pages.flatMap(consoleLinesOf)) {
    const text = files.get(file) ?? readFileOf(root, file);
    if (text != null) files.set(file, text.replace(lines, ""));
  }
  return files;
}

function filesIn(root: string, folder: string): string[] {
  if (!existsSync(join(root, folder))) return [];
  return readdirSync(join(root, folder), { recursive: true })
    .map((path) => `${folder}/${String(path).replaceAll("\\", "/")}`)
    .filter((path) => statSync(join(root, path)).isFile());
}
