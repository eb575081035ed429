/** The events between services, as CloudEvents 1.0 in structured JSON. */

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { v7 as uuidv7 } from "uuid";
import { projectRoot } from "../project-root.js";
import type { Role } from "../roles.js";
import { currentTrace } from "../telemetry/current-trace.js";

/** The public part of an account at the time of the event; the version grows with each change. */
export interface AccountData {
  version: number;
  username: string;
  email: string;
  displayName: string | null;
  roles: Role[];
  enabled: boolean;
  createdAt: string;
}

/**
 * The data of each type of event. These are the events about identity, which platform/ reads itself; a subgraph adds
 * its own by augmenting this interface
 * (https://www.typescriptlang.org/docs/handbook/declaration-merging.html#module-augmentation).
 */
export interface EventData {
  "user.registered": AccountData;
  "user.enabled": AccountData;
  "user.disabled": AccountData;
  "user.roles-changed": AccountData;
  "user.email-changed": AccountData;
  "user.deleted": { version: number };
  "session.revoked": { accountId: string };
  "system.test": { message: string };
}

export type EventType = keyof EventData;

/** The folder of the schemas: TYPE/VERSION.json, and envelope/VERSION.json for the attributes. */
export const eventSchemaFolder = join(projectRoot, "schema", "events");

/** By type of event: the version of its data that is sent and read, and the service that must be its source. */
type EventCatalogue = Readonly<Record<EventType, { version: number; source: string | null }>>;

let catalogue: EventCatalogue | undefined;

/** Read at the first event, because `npm run generate`, which writes the file, imports this module. */
function readCatalogue(): EventCatalogue {
  catalogue ??= JSON.parse(readFileSync(join(eventSchemaFolder, "catalogue.json"), "utf8")) as EventCatalogue;
  return catalogue;
}

/** Returns the version of a type's data that is sent and read; schema/events/TYPE/VERSION.json describes it. */
export const eventVersionOf = (type: EventType): number => readCatalogue()[type].version;

/**
 * Returns the service that must be the source of a type; null where any service may send it, because it has no effect.
 * Every reader refuses an event of another source.
 */
export const eventOriginOf = (type: EventType): string | null => readCatalogue()[type].source;

/** Is this a known type of event? */
export const isEventType = (type: string): type is EventType => Object.hasOwn(readCatalogue(), type);

/**
 * Returns every type of event.
 * @public Offered to subgraphs, whether or not one uses it.
 */
export const listEventTypes = (): EventType[] => Object.keys(readCatalogue()) as EventType[];

/** Returns the `source` of a service's events. */
export const eventSourceOf = (service: string): string => `/gatehouse/${service}`;

/** One CloudEvent; attributes as in https://github.com/cloudevents/spec. */
export interface CloudEvent<Type extends EventType> {
  specversion: "1.0";
  /** Unique together with `source`; a consumer ignores an id that it has handled. */
  id: string;
  /** The service that sends it, e.g. `/gatehouse/auth`. */
  source: string;
  type: Type;
  /** The id of the account, session or task that changed. */
  subject: string;
  /** RFC 3339. */
  time: string;
  datacontenttype: "application/json";
  /** The identifier of the schema of `data`; it ends in the type and the version. */
  dataschema: string;
  /** The W3C Trace Context of the request that caused it, by CloudEvents' distributed tracing extension. */
  traceparent?: string;
  data: EventData[Type];
}

/** Any event, discriminated by `type`. */
export type Event = { [Type in EventType]: CloudEvent<Type> }[EventType];

/**
 * Returns the identifier of a type's schema in a version. It is a name only: no server has it, and nothing fetches it.
 */
export function dataSchemaOf(type: string, version: number): string {
  return `https://gatehouse.local/events/${type}/${version}`;
}

/** Creates an event of `service` at the current time, within the trace of the current request. */
export function createEvent<Type extends EventType>(
  service: string,
  type: Type,
  subject: string,
  data: EventData[Type],
  traceparent: string | undefined = currentTrace()?.traceparent,
): CloudEvent<Type> {
  return {
    specversion: "1.0",
    id: uuidv7(),
    source: eventSourceOf(service),
    type,
    subject,
    time: new Date().toISOString(),
    datacontenttype: "application/json",
    dataschema: dataSchemaOf(type, eventVersionOf(type)),
    ...(traceparent !== undefined && { traceparent }),
    data,
  };
}
