/** Finds the changes of an event's schema by which a reader of the old or the new one would stumble. */
import { isDeepStrictEqual } from "node:util";

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
export function essenceOf(schema: EventSchema): EventSchema {
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
