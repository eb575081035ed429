/**
 * Derives deploy/rabbitmq/definitions.json: a user for each service, which may publish its own events and no others.
 */
import { settingPrefixOf } from "../platform/settings/setting-prefix.js";
import { type ServiceName, serviceNames, subgraphs, unownedEvents } from "./services.js";

const virtualHost = { vhost: "/" };
/** Every service may send the beat by which it knows that events reach it. */
const beat = "user\\.deleted\\.beat";

/**
 * Returns the text of the file. Topology: platform/events/rabbitmq/topology.ts; permissions:
 * https://www.rabbitmq.com/docs/access-control#authorisation.
 */
export function writeBrokerDefinitions(): string {
  const definitions = {
    vhosts: [{ name: "/" }],
    users: [
      { name: "gatehouse", password: "@RABBITMQ_PASSWORD@", tags: ["administrator"] },
      ...serviceNames.map((name) => ({
        name: userOf(name),
        password: `@RABBITMQ_${settingPrefixOf(name)}_PASSWORD@`,
        tags: [],
      })),
    ],
    permissions: [
      { user: "gatehouse", ...virtualHost, configure: ".*", write: ".*", read: ".*" },
      ...serviceNames.map((name) => ({ user: userOf(name), ...virtualHost, ...permissionsOf(name) })),
    ],
    topic_permissions: serviceNames.map((name) => ({
      user: userOf(name),
      ...virtualHost,
      exchange: "gatehouse.events",
      write: oneOf([...eventsOf(name).map(quote), beat]),
      read: ".*",
    })),
    exchanges: [exchange("gatehouse.events", "topic"), exchange("gatehouse.dead", "direct")],
  };
  // Lists of one string stay on one line, as the formatter writes them.
  return `${JSON.stringify(definitions, null, 2).replace(/\[\s+("[^"]*")\s+\]/g, "[$1]")}\n`;
}

const userOf = (service: string): string => `gatehouse-${service}`;
const quote = (text: string): string => text.replace(/[.]/g, "\\.");
const oneOf = (patterns: readonly string[]): string => `^(${patterns.join("|")})$`;

/** The types of events that a service publishes; auth also sends those that belong to no service. */
function eventsOf(name: ServiceName): string[] {
  if (name === "gateway") return [];
  return [...Object.keys(subgraphs[name].publishes), ...(name === "auth" ? Object.keys(unownedEvents) : [])];
}

/** The queues and exchanges that a service declares, sends to and reads. */
function permissionsOf(name: ServiceName) {
  const instanceQueues = `auth-events\\.${name}\\..+`;
  if (name === "gateway") {
    return {
      configure: oneOf([instanceQueues]),
      write: oneOf([instanceQueues, "gatehouse\\.events"]),
      read: oneOf([instanceQueues, "gatehouse\\.events"]),
    };
  }
  // The user subgraph has the catch-all queue, which is RABBITMQ_QUEUE itself.
  const queue = name === "user" ? "auth-events" : `gatehouse\\.${name}`;
  const own = [instanceQueues, queue];
  const withDead = [...own, `${queue}\\.dead`];
  const exchanges = "gatehouse\\.(events|dead)";
  return {
    // Auth declares the exchanges as well.
    configure: oneOf(name === "auth" ? [...withDead, exchanges] : withDead),
    write: oneOf([...withDead, exchanges, "amq\\.direct"]),
    read: oneOf([...own, exchanges, "amq\\.direct"]),
  };
}

function exchange(name: string, type: "topic" | "direct") {
  return { name, ...virtualHost, type, durable: true, auto_delete: false, internal: false, arguments: {} };
}
