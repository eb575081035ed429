/** Reads the address of the message broker, and what applies without one. */
import type { SettingsReader } from "../../settings/settings-reader.js";
import type { Company } from "../bus.js";
import { brokerUrlForm, readBrokerUrl } from "./url.js";

/** The time between two beats without a setting. */
export const defaultBeatMilliseconds = 3_000;

/** The address of the broker. */
export interface BrokerConfig {
  /** An amqp:// or amqps:// URL, which may contain credentials: never show or log it as it is. */
  url: string;
  /** The durable queue of the user subgraph, which gets every event. */
  queue: string;
  /** The prefix of the users' names, where each service has its own user at the broker. */
  userPrefix?: string;
  /** The time between two beats, by which a service knows that events reach it; absent for the default. */
  beatMilliseconds?: number;
}

/**
 * Reads RABBITMQ_URL, or RABBITMQ_HOST and RABBITMQ_PORT; RABBITMQ_QUEUE, RABBITMQ_USER_PREFIX and EVENT_BEAT_MS. Null
 * when no broker is configured: events then stay within the process. In production a service that is `alone` needs a
 * broker.
 */
export function readBrokerConfig(settings: SettingsReader, company: Company): BrokerConfig | null {
  const { optional, integer } = settings.section("Events");
  const queue = readQueueName(settings);
  const userPrefix = optional("RABBITMQ_USER_PREFIX", {
    about:
      "Where each service has a user of its own at the broker: what their names begin with; the service's name follows. Then an event is accepted only if the broker says that its source has published it.",
    otherwise: "none: one user for all",
  });
  const beatMilliseconds = integer("EVENT_BEAT_MS", defaultBeatMilliseconds, {
    min: 50,
    max: 60_000,
    about:
      "The time between two beats, by which a service knows that events reach it. Without one for two and a half times as long, it asks auth which tokens are revoked.",
  });
  const url = readAddress(settings, company);
  if (url === null) return null;
  return {
    url,
    queue,
    ...(userPrefix !== undefined && { userPrefix }),
    beatMilliseconds,
  };
}

function readAddress(settings: SettingsReader, company: Company): string | null {
  const { credentialUrl, optional, integer } = settings.section("Events");
  const isNamed = settings.isSecretSet("RABBITMQ_URL") || settings.isSet("RABBITMQ_HOST");
  const url = credentialUrl("RABBITMQ_URL", brokerUrlForm, (text) => readBrokerUrl(text) && text, {
    about:
      "The broker, RabbitMQ: `amqp://name:password@host:5672/vhost`. Not needed where all services run in one process.",
    otherwise: "none: events stay in the process",
    requiredInProduction:
      company === "alone" && !isNamed
        ? "the services tell each other what has changed through RabbitMQ."
        : undefined,
  });
  const host = optional("RABBITMQ_HOST", {
    about: "The host of the broker, in place of `RABBITMQ_URL`.",
  });
  const isHostUsed = host !== undefined && !settings.isSecretSet("RABBITMQ_URL");
  const port = integer("RABBITMQ_PORT", 5672, {
    min: 1,
    max: 65_535,
    about: "The port at `RABBITMQ_HOST`.",
    // Kubernetes sets a RABBITMQ_PORT of its own in containers, which is a URL.
    applies: isHostUsed,
  });
  if (isHostUsed) {
    if (!/^(?:[\w.-]+|\[[\da-f:]+\])$/i.test(host)) {
      settings.complain(
        "RABBITMQ_HOST must be the name or address of a host and nothing more; a RABBITMQ_URL can hold all.",
      );
    }
    return `amqp://${host}:${port}`;
  }
  return url ?? null;
}

/** Other queues and the exchange derive their names from it; the broker reserves `amq.`. */
function readQueueName(settings: SettingsReader): string {
  const { text } = settings.section("Events");
  const queue = text("RABBITMQ_QUEUE", "auth-events", {
    about:
      "The durable queue at the broker through which events go; the same in all services. The exchange and the other queues are named after it.",
  });
  if (!/^(?!amq\.)[\w.:-]{1,200}$/.test(queue)) {
    settings.complain(
      "RABBITMQ_QUEUE must have at most 200 of the characters a-z, A-Z, 0-9, _, -, . and :, and not begin with amq.",
    );
  }
  return queue;
}
