/** Chapter 7: changes of events' schemas that a reader of either version could stumble over. */
import { type EventSchemas, findBreaks } from "../../event-schema-breaks.js";
import type { Finding } from "../finding.js";

/**
 * Compares the schemas that the base has published with those of the head. Null stands for a base without events.
 */
export function findEventChanges(published: EventSchemas | null, schemas: EventSchemas): Finding[] {
  const breaks = Object.entries(published ?? {}).flatMap(([name, before]) =>
    findBreaks({ [name]: before }, schemas).map(
      (message): Finding => ({
        chapter: "events",
        severity: "breaking",
        kind: schemas[name] === undefined ? "event-removed" : "event-changed",
        coordinate: name,
        message: message.slice(name.length + 2),
      }),
    ),
  );
  const added = Object.keys(schemas).filter((name) => published !== null && !Object.hasOwn(published, name));
  return [
    ...breaks,
    ...added.map(
      (name): Finding => ({
        chapter: "events",
        severity: "safe",
        kind: "event-added",
        coordinate: name,
        message: "No reader expects it yet.",
      }),
    ),
  ];
}
