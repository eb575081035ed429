/** Finds everything that is in the way of a new subgraph: names, settings and files that there are already. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { buildSchema, isObjectType, parse } from "graphql";
import { settingPrefixOf } from "../../platform/settings/setting-prefix.js";
import { portSettingOf, urlSettingOf } from "../../schema/services.js";
import { type EntityNames, renameEntity } from "./entity-names.js";
import { readFileOf } from "./plan.js";
import { fillTemplate, findNameClashes, type TemplateFile } from "./template.js";
import { manifestOf, modelSubgraph, type WiringPlace, wiringPlaces } from "./wiring.js";

/** Types that have a meaning of their own in GraphQL or federation. */
const reservedTypes = /^(Query|Mutation|Subscription|Int|Float|String|Boolean|ID|FieldSet)$/;

/** Names of logs and exchanges. */
const reservedServices = ["database", "dead", "events"];

/** Returns everything that is in the way, one line each. */
export function findConflicts(root: string, names: EntityNames): string[] {
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
