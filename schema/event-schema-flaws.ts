/** Finds what is wrong with the schemas of events as they are. */
import { dataSchemaOf } from "../platform/events/event.js";
import { createSchemaCompiler, envelopeVersion } from "../platform/events/schemas.js";
import type { EventSchema, EventSchemas } from "./event-schema-breaks.js";
import { subgraphNames, subgraphs, unownedEvents } from "./services.js";

/** Keywords by which a reader would refuse what a newer sender adds. */
const closed = ["additionalProperties", "unevaluatedProperties", "propertyNames", "maxProperties"];

/** What is wrong with the schemas as they are, one line each. */
export function findFlaws(schemas: EventSchemas): string[] {
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
