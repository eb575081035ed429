/** Plans the files of a new subgraph, and says everything that is in the way of it. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { buildSchema, isObjectType, parse } from "graphql";
import { StartError } from "../../platform/lifecycle.js";
import { settingPrefixOf } from "../../platform/settings/setting-prefix.js";
import { composeSubgraphs } from "../../schema/compose.js";
import {
  gatewaySocket,
  portSettingOf,
  subgraphNames,
  subgraphs,
  urlSettingOf,
} from "../../schema/services.js";
import { type EntityNames, readEntityNames, renameEntity } from "./entity-names.js";
import { type FilePlan, readFileOf } from "./plan.js";
import { fillTemplate, findNameClashes, type TemplateFile } from "./template.js";
import { modelSubgraph, renameModel, type WiringPlace, wiringPlaces } from "./wiring.js";

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

/** Types that have a meaning of their own in GraphQL or federation. */
const reservedTypes = /^(Query|Mutation|Subscription|Int|Float|String|Boolean|ID|FieldSet)$/;
/** Names of logs and exchanges. */
const reservedServices = ["database", "dead", "events"];

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

const manifestOf = (name: string): string => `deploy/kubernetes/${name}.yaml`;

function writeManifest(root: string, names: EntityNames, port: number): string {
  return renameModel(readFileOf(root, manifestOf(modelSubgraph)) ?? "", names, port);
}

function findConflicts(root: string, names: EntityNames): string[] {
  const template = fillTemplate(root, names);
  const existing = [...template.map(({ path }) => path), manifestOf(names.singular)].filter((path) =>
    existsSync(join(root, path)),
  );
  return [
    ...(reservedServices.includes(names.singular) ? [`A subgraph cannot be called ${names.singular}.`] : []),
    ...findGraphConflicts(root, template, names),
    ...findNameClashes(root, names).map((name) => `The code has a meaning of its own for the name ${name}.`),
    ...findSettingConflicts(root, names),
    ...existing.map((path) => `${path} is there already.`),
    ...wiringPlaces.flatMap((place) => findPlaceProblem(root, place, names.singular) ?? []),
  ];
}

/** Types and root fields of the entity that the graph has already, or that GraphQL keeps for itself. */
function findGraphConflicts(root: string, template: readonly TemplateFile[], names: EntityNames): string[] {
  const schema = buildSchema(readFileOf(root, "schema/api.graphql") ?? "");
  const sdl = template.find(({ path }) => path.endsWith(".graphql"));
  return readCoordinates(sdl?.original ?? "").flatMap((original) => {
    const coordinate = renameEntity(original, names);
    // What the entity's name is no part of is shared with other subgraphs.
    if (coordinate === original) return [];
    const [type = "", field] = coordinate.split(".");
    if (field === undefined && reservedTypes.test(type))
      return [`GraphQL has a meaning of its own for the type ${type}.`];
    const found = schema.getType(type);
    const isTaken =
      field === undefined
        ? found !== undefined
        : isObjectType(found) && Object.hasOwn(found.getFields(), field);
    return isTaken ? [`The graph has ${field === undefined ? "a type " : ""}${coordinate} already.`] : [];
  });
}

/** The types of an SDL, and the fields of its root types as `Query.task`, in the order of the text. */
function readCoordinates(sdl: string): string[] {
  return parse(sdl).definitions.flatMap((definition) => {
    if (!("name" in definition) || definition.name === undefined) return [];
    const type = definition.name.value;
    const fields = /^(Query|Mutation)$/.test(type) && "fields" in definition ? (definition.fields ?? []) : [];
    return [type, ...fields.map(({ name }) => `${type}.${name.value}`)];
  });
}

/** Settings that would come into being and that something reads already. */
function findSettingConflicts(root: string, { singular }: EntityNames): string[] {
  const known = new Set(
    [...(readFileOf(root, ".env.example") ?? "").matchAll(/^(?:# )?([A-Z][A-Z\d_]*)=/gm)].map(
      ([, name]) => name,
    ),
  );
  const prefix = settingPrefixOf(singular);
  const wanted = [
    urlSettingOf(singular),
    portSettingOf(singular),
    `MONGODB_${prefix}_PASSWORD`,
    `RABBITMQ_${prefix}_PASSWORD`,
  ];
  return wanted
    .filter((name) => known.has(name) || known.has(`${name}_FILE`))
    .map((name) => `${name} is a setting already, and would be one of ${singular}.`);
}

function findPlaceProblem(root: string, { file, linesOf }: WiringPlace, name: string): string | null {
  const text = readFileOf(root, file);
  if (text === null) return `${file} is absent.`;
  if (linesOf(name).test(text)) return `${file} has ${name} already.`;
  return linesOf(modelSubgraph).test(text)
    ? null
    : `${file} has no lines for ${modelSubgraph} of the form that is expected (${linesOf(modelSubgraph).source}), behind which to write those of ${name}.`;
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
