/** The transport between processes: events go through a RabbitMQ broker, at least once, also when a part is away. */
import { StartError } from "../../lifecycle.js";
import type { Logger } from "../../log.js";
import type { EventBus } from "../bus.js";
import { type BrokerConfig, defaultBeatMilliseconds } from "./config.js";
import { createConsuming } from "./consume-subscriptions.js";
import { type Link, openLink, type ReconnectDelays } from "./link.js";
import { openPublishing, type Publishing } from "./publish-over-link.js";
import { createServiceState } from "./service-state.js";
import type { RedeliveryDelays } from "./take-message.js";
import { createTopology, type Topology, type TopologyOptions } from "./topology.js";

/** The bus, and how to close it. */
export interface RabbitMqBus extends EventBus {
  /** Stops receiving `shared` events; resolves when the effect of the event in hand is stored. Publishing goes on. */
  stopConsuming(): Promise<void>;
  close(): Promise<void>;
}

/** What tests change, to be isolated and fast. */
export interface RabbitMqOptions extends TopologyOptions {
  reconnect?: ReconnectDelays;
  redelivery?: RedeliveryDelays;
  /** How long the broker may take to confirm an event. */
  confirmMilliseconds?: number;
  /** The time between two beats. */
  beatMilliseconds?: number;
}

/**
 * Opens two connections to the broker: one that publishes, which a broker with too little memory blocks, and one that
 * consumes, which it does not block.
 * @throws StartError when the broker refuses, or has a queue of that name with other properties.
 */
export async function openRabbitMqBus(
  broker: BrokerConfig,
  log: Logger,
  options: RabbitMqOptions = {},
): Promise<RabbitMqBus> {
  const { url } = broker;
  const { reconnect, confirmMilliseconds = 5_000 } = options;
  const service = String(log.bindings()["service"] ?? "gatehouse");
  const topology = topologyOf(broker, service, options);
  const state = createServiceState();
  let publishing: Publishing | null = null;
  const consuming = createConsuming({
    topology,
    state,
    publishing: () => publishing,
    beatMilliseconds: options.beatMilliseconds ?? broker.beatMilliseconds ?? defaultBeatMilliseconds,
    redelivery: options.redelivery ?? { first: 100, longest: 10_000 },
    log,
  });
  // The exchange may have been deleted meanwhile, and its bindings with it.
  const onOpen = consuming.doubt;
  let consumingLink: Link;
  try {
    publishing = await openPublishing({
      url,
      service,
      topology,
      confirmMilliseconds,
      reconnect,
      log,
      onOpen,
    });
    const name = `${service}: consumes`;
    consumingLink = await openLink(url, { name, ...consuming.linkUse }, log, reconnect);
  } catch (error) {
    await Promise.all([consuming.stopWatching(), publishing?.close()]);
    throw error;
  }
  const { close, publish, isOpen } = publishing;
  return {
    transport: "rabbitmq",
    destination: topology.exchange,
    isConnected: () => isOpen() && state.isServed(),
    canPublish: isOpen,
    times: state.times,
    publish,
    subscribe: consuming.subscribe,
    readQueues: consuming.readQueues,
    onConnectionChange: state.listen,
    stopConsuming: consuming.stop,
    async close() {
      state.forgetListeners();
      await consuming.stopWatching();
      await Promise.all([close(), consumingLink.close()]);
    },
  };
}

/**
 * Returns the exchanges and queues of a service.
 * @throws StartError when each service has its own user at the broker, and the URL names that of another service.
 */
export function topologyOf(broker: BrokerConfig, service: string, options: TopologyOptions = {}): Topology {
  return createTopology(broker.queue, { ...readUser(broker, service), ...options });
}

/** Reads the user at the broker, where each service has its own. @throws StartError for the user of another service. */
function readUser({ url, userPrefix }: BrokerConfig, service: string): TopologyOptions {
  if (userPrefix === undefined) return {};
  const userId = decodeURIComponent(new URL(url).username);
  if (userId !== `${userPrefix}${service}`) {
    throw new StartError(
      `RABBITMQ_USER_PREFIX is "${userPrefix}", so ${service} signs in to the broker as "${userPrefix}${service}"; ` +
        `RABBITMQ_URL names "${userId}". Services in one process share a user: leave the prefix out there.`,
    );
  }
  return { userPrefix, userId };
}
