/** Reads where the message broker is, and says what it means when there is none. */
import type { SettingsReader } from "../../config.js";
import type { Company } from "../bus.js";
import { brokerUrlForm, readBrokerUrl } from "./url.js";

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
  const queue = readQueueName(settings);
  const userPrefix = settings.optional("RABBITMQ_USER_PREFIX");
  const beatMilliseconds = settings.integer("EVENT_BEAT_MS", 0, { min: 50, max: 60_000 });
  const url = readAddress(settings, company);
  if (url === null) return null;
  return {
    url,
    queue,
    ...(userPrefix !== undefined && { userPrefix }),
    ...(beatMilliseconds > 0 && { beatMilliseconds }),
  };
}

function readAddress(settings: SettingsReader, company: Company): string | null {
  if (settings.optional("RABBITMQ_URL") !== undefined) {
    return (
      settings.credentialUrl("RABBITMQ_URL", brokerUrlForm, (text) => readBrokerUrl(text) && text) ?? null
    );
  }
  const host = settings.optional("RABBITMQ_HOST");
  if (host !== undefined) {
    if (!/^(?:[\w.-]+|\[[\da-f:]+\])$/i.test(host)) {
      settings.complain(
        "RABBITMQ_HOST must be the name or address of a host and nothing more; a RABBITMQ_URL can hold all.",
      );
    }
    // Only with a host: Kubernetes gives containers a RABBITMQ_PORT of its own making, which is a URL.
    return `amqp://${host}:${settings.integer("RABBITMQ_PORT", 5672, { min: 1, max: 65_535 })}`;
  }
  if (company === "alone" && settings.production) {
    settings.complain(
      "RABBITMQ_URL is not set: the services tell each other what has changed through RabbitMQ.",
    );
  }
  return null;
}

/** Other queues and the exchange are named after it, and the broker keeps `amq.` to itself. */
function readQueueName(settings: SettingsReader): string {
  const queue = settings.text("RABBITMQ_QUEUE", "auth-events");
  if (!/^(?!amq\.)[\w.:-]{1,200}$/.test(queue)) {
    settings.complain(
      "RABBITMQ_QUEUE must have at most 200 of the characters a-z, A-Z, 0-9, _, -, . and :, and not begin with amq.",
    );
  }
  return queue;
}
