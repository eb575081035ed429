/** Keeps the schemas of events honest: well formed, complete, and never changed so that a reader would break. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { dataSchemaOf } from "../platform/events/event.js";
import { createSchemaCompiler, envelopeVersion } from "../platform/events/schemas.js";
import { subgraphNames, subgraphs, unownedEvents } from "./services.js";

/** A JSON Schema (2020-12) as far as its parts are told apart here. */
export interface EventSchema {
  [keyword: string]: unknown;
  properties?: Record<string, EventSchema>;
  items?: EventSchema;
}

/** Schemas by their name, `TYPE/VERSION`. */
export type EventSchemas = Record<string, EventSchema>;

/** What explains a schema and decides nothing. */
const annotations = ["$schema", "$comment", "title", "description", "examples", "default", "deprecated"];
/** Keywords whose lists are sets. */
const sets = ["required", "enum", "type"];
/** Keywords by which a reader would refuse what a newer sender adds. */
const closed = ["additionalProperties", "unevaluatedProperties", "propertyNames", "maxProperties"];

/**
 * The text of FOLDER/published.json that belongs to the schemas in FOLDER: what readers may rely on from now on.
 * @throws Error that lists everything that is wrong with the schemas, or with changing the published ones so.
 */
export function publishEventSchemas(folder: string): string {
  const schemas = readEventSchemas(folder);
  const problems = [...findFlaws(schemas), ...findBreaks(readPublished(folder), schemas)];
  if (problems.length > 0) throw new Error(`Events' schemas:\n  ${problems.join("\n  ")}`);
  const names = Object.keys(schemas).sort();
  const essence = Object.fromEntries(names.map((name) => [name, essenceOf(schemas[name] ?? {})]));
  return `${JSON.stringify(essence, null, 2)}\n`;
}

/** Reads FOLDER/TYPE/VERSION.json. @throws Error naming the file that is no JSON. */
export function readEventSchemas(folder: string): EventSchemas {
  const types = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  const files = types.flatMap(({ name }) => readdirSync(join(folder, name)).map((file) => `${name}/${file}`));
  return Object.fromEntries(
    files.map((file) => [file.replace(/\.json$/, ""), readJson(join(folder, file)) as EventSchema]),
  );
}

/** What is wrong with the schemas as they are, one line each. */
function findFlaws(schemas: EventSchemas): string[] {
  const compiler = createSchemaCompiler();
  const versions: Readonly<Record<string, number>> = Object.assign(
    { envelope: envelopeVersion },
    unownedEvents,
    ...subgraphNames.map((name) => subgraphs[name].publishes),
  );
  const flaws: string[] = [];
  for (const [name, schema] of Object.entries(schemas)) {
    const [type = "", version = ""] = name.split("/");
    if (!/^[1-9]\d*$/.test(version)) flaws.push(`${name}: a file is named by its version, a whole number.`);
    if (!Object.hasOwn(versions, type)) flaws.push(`${name}: there is no such type of event.`);
    if (schema["$id"] !== dataSchemaOf(type, Number(version))) {
      flaws.push(`${name}: $id must be ${dataSchemaOf(type, Number(version))}.`);
    }
    flaws.push(...findClosed(schema, name));
    try {
      compiler.compile(schema);
    } catch (error) {
      flaws.push(`${name}: ${(error as Error).message}.`);
    }
  }
  for (const [type, version] of Object.entries(versions)) {
    if (!Object.hasOwn(schemas, `${type}/${version}`)) flaws.push(`${type}/${version}: there is no schema.`);
  }
  return flaws;
}

/**
 * How the schemas differ from the published ones in a way that a reader of either could stumble over, one line
 * each. An optional property may be added; nothing else: what is wider breaks those who read with the old schema,
 * what is narrower refuses the events that still wait in queues and outboxes.
 */
export function findBreaks(published: EventSchemas, schemas: EventSchemas): string[] {
  return Object.entries(published).flatMap(([name, before]) => {
    const now = schemas[name];
    if (now === undefined) return [`${name}: it is published and must stay.`];
    const [type, version] = name.split("/");
    const remedy = `Only optional properties may be added; write ${type}/${Number(version) + 1}.json instead.`;
    return compare(before, essenceOf(now), "").map((difference) => `${name}: ${difference}. ${remedy}`);
  });
}

/** Differences of two essences other than optional properties that are new. */
function compare(before: EventSchema, now: EventSchema, place: string): string[] {
  const { properties: oldProperties = {}, items: oldItems, ...oldRest } = before;
  const { properties: newProperties = {}, items: newItems, ...newRest } = now;
  const keywords = new Set([...Object.keys(oldRest), ...Object.keys(newRest)]);
  const where = place === "" ? "the event's data" : place;
  const differences = [...keywords]
    .filter((keyword) => !isDeepStrictEqual(oldRest[keyword], newRest[keyword]))
    .map((keyword) => `${keyword} of ${where} has changed`);
  for (const [name, old] of Object.entries(oldProperties)) {
    const path = place === "" ? name : `${place}.${name}`;
    const property = Object.hasOwn(newProperties, name) ? newProperties[name] : undefined;
    if (property === undefined) differences.push(`${path} has been removed`);
    else differences.push(...compare(old, property, path));
  }
  if (oldItems !== undefined && newItems !== undefined) {
    differences.push(...compare(oldItems, newItems, `${where}[]`));
  } else if (oldItems !== newItems) {
    differences.push(`items of ${where} has changed`);
  }
  return differences;
}

/** The schema without what only explains it, in an order that depends on nothing. */
function essenceOf(schema: EventSchema): EventSchema {
  const entries = Object.entries(schema)
    .filter(([keyword]) => !annotations.includes(keyword))
    .map(([keyword, value]): [string, unknown] => {
      if (keyword === "properties") return [keyword, mapValues(value as Record<string, EventSchema>)];
      if (keyword === "items") return [keyword, essenceOf(value as EventSchema)];
      return [keyword, sets.includes(keyword) && Array.isArray(value) ? [...value].sort() : value];
    });
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
}

function mapValues(properties: Record<string, EventSchema>): Record<string, EventSchema> {
  const names = Object.keys(properties).sort();
  return Object.fromEntries(names.map((name) => [name, essenceOf(properties[name] ?? {})]));
}

function findClosed(schema: EventSchema, place: string): string[] {
  return [
    ...closed
      .filter((keyword) => schema[keyword] !== undefined)
      .map((keyword) => `${place}: ${keyword} would refuse what a newer sender adds.`),
    ...Object.entries(schema.properties ?? {}).flatMap(([name, property]) =>
      findClosed(property, `${place}.${name}`),
    ),
    ...(schema.items === undefined ? [] : findClosed(schema.items, `${place}[]`)),
  ];
}

function readPublished(folder: string): EventSchemas {
  try {
    return readJson(join(folder, "published.json")) as EventSchemas;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return {};
    throw error;
  }
}

function readJson(path: string): unknown {
  const text = readFileSync(path, "utf8");
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Error(`${path} is not JSON: ${(error as Error).message}`);
  }
}
