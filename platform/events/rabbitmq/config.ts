/** Reads where the message broker is, and says what it means when there is none. */
import type { SettingsReader } from "../../config.js";
import type { Company } from "../bus.js";

/** Where the broker is. */
export interface BrokerConfig {
  /** An amqp:// or amqps:// URL, perhaps with credentials: never to be shown or logged as it is. */
  url: string;
  /** The durable queue of the user subgraph, through which every event goes. */
  queue: string;
  /** Where each service has a user of its own at the broker: what their names begin with. */
  userPrefix?: string;
  /** The time between two beats, by which a service knows that events reach it; absent for the default. */
  beatMilliseconds?: number;
}

/**
 * Reads RABBITMQ_URL, or RABBITMQ_HOST and RABBITMQ_PORT; RABBITMQ_QUEUE, RABBITMQ_USER_PREFIX and EVENT_BEAT_MS. Null when no broker is named:
 * events then stay within the process. In production that is a problem for a service that is `alone`.
 */
export function readBrokerConfig(settings: SettingsReader, company: Company): BrokerConfig | null {
  const queue = settings.text("RABBITMQ_QUEUE", "auth-events");
  const userPrefix = settings.optional("RABBITMQ_USER_PREFIX");
  const beatMilliseconds = settings.integer("EVENT_BEAT_MS", 0, { min: 50, max: 60_000 });
  const given = settings.optional("RABBITMQ_URL");
  const host = given === undefined ? settings.optional("RABBITMQ_HOST") : undefined;
  if (given === undefined && host === undefined) {
    if (company === "alone" && settings.production) {
      settings.complain(
        "RABBITMQ_URL is not set: the services tell each other what has changed through RabbitMQ.",
      );
    }
    return null;
  }
  // Only with a host: Kubernetes gives containers a RABBITMQ_PORT of its own making, which is a URL.
  const url = given ?? `amqp://${host}:${settings.port("RABBITMQ_PORT", 5672)}`;
  if (!URL.canParse(url) || !/^amqps?:$/.test(new URL(url).protocol) || new URL(url).hostname === "") {
    settings.complain(
      given === undefined
        ? `RABBITMQ_HOST must be the name or address of a host; it is "${host}".`
        : "RABBITMQ_URL must be an amqp or amqps URL, such as amqp://name:password@host:5672.",
    );
  }
  return {
    url,
    queue,
    ...(userPrefix !== undefined && { userPrefix }),
    ...(beatMilliseconds > 0 && { beatMilliseconds }),
  };
}

/** The URL without the name and the password in it, for people to read. */
export function withoutCredentials(url: string): string {
  const { protocol, host, pathname } = new URL(url);
  return `${protocol}//${host}${pathname}`;
}
