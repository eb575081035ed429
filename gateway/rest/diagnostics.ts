/** What the old services said of their database and their queue. */
import type { RestAction, RestData } from "./rest-route.js";
import { objectOf } from "./schemas.js";

const text = { type: "string" };

/** The response of `/test-db`: the time by one database, and the state of each. */
const databaseSchema = objectOf({
  status: { enum: ["success", "error"] },
  timestamp: { type: ["string", "null"], format: "date-time" },
  services: {
    type: "array",
    items: objectOf({
      service: text,
      healthy: { type: "boolean" },
      databaseTime: { type: ["string", "null"], format: "date-time" },
      databaseLatencyMs: { type: ["number", "null"] },
    }),
  },
});

/** Presents the status of the services. */
function presentDatabase({ systemStatus }: RestData): object {
  const services = systemStatus as readonly { healthy: boolean; databaseTime: string | null }[];
  return {
    status: services.every(({ healthy }) => healthy) ? "success" : "error",
    timestamp: services[0]?.databaseTime ?? null,
    services,
  };
}

/** The response of `/test-event`. */
const eventSchema = objectOf({
  status: { enum: ["success", "pending"] },
  event: objectOf({ id: text, type: text, transport: text, confirmed: { type: "boolean" } }),
});

/** Presents the receipt of an event; `pending` while the broker has not confirmed it. */
function presentEvent({ publishTestEvent }: RestData): object {
  const { confirmed } = publishTestEvent as { confirmed: boolean };
  return { status: confirmed ? "success" : "pending", event: publishTestEvent };
}

export const testDatabase: RestAction = {
  summary: "Returns the time of the databases. For admins.",
  variables: () => ({}),
  response: databaseSchema,
  present: presentDatabase,
};
export const testEvent: RestAction = {
  summary: "Publishes a test event. For admins.",
  variables: () => ({}),
  response: eventSchema,
  present: presentEvent,
};
