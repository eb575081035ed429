/** The events that services tell each other, as CloudEvents 1.0 in structured JSON. */
import { v7 as uuidv7 } from "uuid";
import type { Role } from "../identity/claims.js";
import { currentTrace } from "../trace.js";

/** The public face of an account at the moment of the event; the version grows with each change. */
export interface AccountData {
  version: number;
  username: string;
  email: string;
  displayName: string | null;
  roles: Role[];
  enabled: boolean;
  createdAt: string;
}

/** A task at the moment of the event. */
export interface TaskData {
  version: number;
  ownerId: string;
  assigneeId: string | null;
  enabled: boolean;
}

/** The data that goes with each type of event. */
export interface EventData {
  "user.registered": AccountData;
  "user.enabled": AccountData;
  "user.disabled": AccountData;
  "user.roles-changed": AccountData;
  "user.email-changed": AccountData;
  "user.deleted": { version: number };
  "user.updated": { version: number; displayName: string };
  "session.revoked": { accountId: string };
  "system.test": { message: string };
  "task.created": TaskData;
  "task.updated": TaskData;
  "task.enabled": TaskData;
  "task.disabled": TaskData;
  "task.assigned": TaskData;
  "task.deleted": TaskData;
}

export type EventType = keyof EventData;

/** The version of each type's data that is sent and read: schema/events/TYPE/VERSION.json describes it. */
export const eventVersions: Readonly<Record<EventType, number>> = {
  "user.registered": 1,
  "user.enabled": 1,
  "user.disabled": 1,
  "user.roles-changed": 1,
  "user.email-changed": 1,
  "user.deleted": 1,
  "user.updated": 1,
  "session.revoked": 1,
  "system.test": 1,
  "task.created": 1,
  "task.updated": 1,
  "task.enabled": 1,
  "task.disabled": 1,
  "task.assigned": 1,
  "task.deleted": 1,
};

/**
 * The service that each type may come from; null where any may send it, because it has no effect. An event of another
 * source is refused by every reader.
 */
export const eventSources: Readonly<Record<EventType, string | null>> = {
  "user.registered": "auth",
  "user.enabled": "auth",
  "user.disabled": "auth",
  "user.roles-changed": "auth",
  "user.email-changed": "auth",
  "user.deleted": "auth",
  "user.updated": "user",
  "session.revoked": "auth",
  "system.test": null,
  "task.created": "task",
  "task.updated": "task",
  "task.enabled": "task",
  "task.disabled": "task",
  "task.assigned": "task",
  "task.deleted": "task",
};

/** The `source` of a service's events. */
export const eventSourceOf = (service: string): string => `/gatehouse/${service}`;

/** Every type there is. */
export const eventTypes = Object.keys(eventVersions) as EventType[];

/** One CloudEvent; attributes as https://github.com/cloudevents/spec names them. */
export interface CloudEvent<Type extends EventType> {
  specversion: "1.0";
  /** Unique with `source`; a consumer that has seen it does nothing. */
  id: string;
  /** The service that it comes from, e.g. `/gatehouse/auth`. */
  source: string;
  type: Type;
  /** Id of the account, session or task that changed. */
  subject: string;
  /** RFC 3339. */
  time: string;
  datacontenttype: "application/json";
  /** The identifier of the schema that `data` follows: ends in the type and the version. */
  dataschema: string;
  /** W3C Trace Context of the request that caused it, by CloudEvents' distributed tracing extension. */
  traceparent?: string;
  data: EventData[Type];
}

/** Any event, told apart by `type`. */
export type Event = { [Type in EventType]: CloudEvent<Type> }[EventType];

/** The identifier of a type's schema in a version. It is a name: nothing answers there and nothing is fetched. */
export function dataSchemaOf(type: string, version: number): string {
  return `https://gatehouse.local/events/${type}/${version}`;
}

/** Makes an event of `service` that happens now, within the trace of the request that caused it. */
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
    dataschema: dataSchemaOf(type, eventVersions[type]),
    ...(traceparent !== undefined && { traceparent }),
    data,
  };
}
