/** Plans the files of a new subgraph, and says everything that is in the way of it. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { StartError } from "../../platform/lifecycle.js";
import { composeSubgraphs } from "../../schema/compose.js";
import { gatewaySocket, subgraphNames, subgraphs } from "../../schema/services.js";
import { type EntityNames, readEntityNames } from "./entity-names.js";
import { findConflicts } from "./find-conflicts.js";
import { type FilePlan, readFileOf } from "./plan.js";
import { fillTemplate } from "./template.js";
import { manifestOf, modelSubgraph, renameModel, wiringPlaces } from "./wiring.js";

/** What is asked for, as it was typed. */
export interface AdditionRequest {
  plural: string;
  singular?: string | undefined;
  port?: string | undefined;
}

/** The names that there are, the port, and what becomes of the files. */
export interface Addition {
  names: EntityNames;
  port: number;
  files: FilePlan;
}

/** Returns the plan. Nothing is written. @throws StartError that lists everything that is wrong. */
export function planAddition(root: string, request: AdditionRequest): Addition {
  const names = readEntityNames(request.plural, request.singular);
  const port = readPort(request.port);
  const problems = [...(Array.isArray(names) ? names : []), ...(typeof port === "string" ? [port] : [])];
  if (Array.isArray(names)) throw refusal(problems);
  if (existsSync(join(root, "subgraphs", names.singular)))
    problems.push(`There is a subgraph ${names.singular} already: subgraphs/${names.singular}.`);
  else problems.push(...findConflicts(root, names));
  if (typeof port === "string" || problems.length > 0) throw refusal(problems);

  const files: FilePlan = new Map(fillTemplate(root, names).map(({ path, text }) => [path, text]));
  files.set(manifestOf(names.singular), writeManifest(root, names, port));
  for (const [path, text] of addWiring(root, names, port)) files.set(path, text);
  requireComposition(root, names, files);
  return { names, port, files };
}

const refusal = (problems: readonly string[]): StartError =>
  new StartError(`Nothing was written:\n${problems.map((problem) => `  - ${problem}`).join("\n")}`);

/** The port that is asked for, or the first free one behind those of the services; a text says what is wrong. */
function readPort(text: string | undefined): number | string {
  const taken = new Map<number, string>([
    [gatewaySocket.port, gatewaySocket.name],
    ...subgraphNames.map((name): [number, string] => [subgraphs[name].port, name]),
  ]);
  if (text === undefined) return Math.max(...taken.keys()) + 1;
  const port = /^\d{1,5}$/.test(text) ? Number(text) : 0;
  if (port < 1_024 || port > 65_535) return "--port must be a number from 1024 to 65535.";
  return taken.has(port) ? `Port ${port} is that of ${taken.get(port)}.` : port;
}

function writeManifest(root: string, names: EntityNames, port: number): string {
  return renameModel(readFileOf(root, manifestOf(modelSubgraph)) ?? "", names, port);
}

/** The files of the wiring with the lines of the new subgraph, each behind those of the last one that is there. */
function addWiring(root: string, names: EntityNames, port: number): FilePlan {
  const files: FilePlan = new Map();
  for (const { file, linesOf, write } of wiringPlaces) {
    const text = files.get(file) ?? readFileOf(root, file) ?? "";
    const ends = subgraphNames.map((name) => {
      const match = linesOf(name).exec(text);
      return match === null ? 0 : match.index + match[0].length;
    });
    const model = linesOf(modelSubgraph).exec(text)?.[0] ?? "";
    const lines = write?.(names, port) ?? renameModel(model, names, port);
    const end = Math.max(...ends);
    files.set(file, text.slice(0, end) + quoteKeys(file, lines) + text.slice(end));
  }
  return files;
}

/** A key with a hyphen stands in quotes in TypeScript. */
function quoteKeys(file: string, lines: string): string {
  return file.endsWith(".ts") ? lines.replace(/^( +)([a-z\d]+(?:-[a-z\d]+)+):/gm, '$1"$2":') : lines;
}

/** @throws StartError when the subgraphs do not compose with the new one. */
function requireComposition(root: string, { singular }: EntityNames, files: FilePlan): void {
  const sdlOf = (name: string) =>
    files.get(`schema/${name}.graphql`) ?? readFileOf(root, `schema/${name}.graphql`) ?? "";
  const result = composeSubgraphs(new Map([...subgraphNames, singular].map((name) => [name, sdlOf(name)])));
  if ("problems" in result) throw refusal(result.problems.map(({ code, message }) => `${code}: ${message}`));
}
