/** The transport between processes: events go through a RabbitMQ broker, at least once, whatever is away meanwhile. */
import { randomUUID } from "node:crypto";
import type { Channel, ChannelModel } from "amqplib";
import type { Logger } from "../../log.js";
import type { EventBus, Subscription } from "../bus.js";
import type { BrokerConfig } from "./config.js";
import { type Consumer, type RedeliveryDelays, startConsumer } from "./consumer.js";
import { openLink, type ReconnectDelays } from "./link.js";
import { createPublish, type Publish } from "./publisher.js";
import {
  createTopology,
  declareOwnQueue,
  declareSharedQueue,
  declareTopology,
  type Topology,
  type TopologyOptions,
} from "./topology.js";

/** The bus and how it ends. */
export interface RabbitMqBus extends EventBus {
  /** Takes no more `shared` events in, and resolves when the effect of the one in hand is stored. Still publishes. */
  stopConsuming(): Promise<void>;
  close(): Promise<void>;
}

/** What tests change, to be by themselves and not to wait. */
export interface RabbitMqOptions extends TopologyOptions {
  reconnect?: ReconnectDelays;
  redelivery?: RedeliveryDelays;
  /** How long the broker may take to confirm an event. */
  confirmMilliseconds?: number;
}

/** One subscription and, while it is served, its consumer. */
interface Served {
  subscription: Subscription;
  consumer: Consumer | null;
}

/**
 * Opens the way to the broker by two connections: one that publishes, which a broker short of memory holds up,
 * and one that consumes, which it does not.
 * @throws StartError when the broker refuses us, or has a queue of that name with other properties.
 */
export async function openRabbitMqBus(
  { url, queue }: BrokerConfig,
  log: Logger,
  options: RabbitMqOptions = {},
): Promise<RabbitMqBus> {
  const topology = createTopology(queue, options);
  const { redelivery = { first: 100, longest: 10_000 }, confirmMilliseconds = 5_000 } = options;
  const service = String(log.bindings()["service"] ?? "gatehouse");

  let publish: Publish | null = null;
  let blocked = false;
  const publishing = await openLink(
    url,
    {
      name: `${service}: publishes`,
      async setUp(connection, lose) {
        blocked = false;
        connection.on("blocked", (reason) => {
          blocked = true;
          log.warn({ reason }, "the broker takes no events for now");
        });
        connection.on("unblocked", () => {
          blocked = false;
        });
        await declareAll(connection, topology);
        const channel = await connection.createConfirmChannel();
        channel.on("error", () => {});
        channel.on("close", () => lose(new Error("the channel for events was closed")));
        publish = createPublish(channel, topology.exchange, confirmMilliseconds);
      },
      onLost() {
        publish = null;
      },
    },
    log,
    options.reconnect,
  );

  const served: Served[] = [];
  const listeners: ((connected: boolean) => void)[] = [];
  let wasServed = false;
  let consuming: { connection: ChannelModel; lose: (reason: Error) => void } | null = null;
  const isServed = () => consuming !== null && served.every(({ consumer }) => consumer !== null);
  const announce = () => {
    if (isServed() === wasServed) return;
    wasServed = !wasServed;
    for (const listener of listeners) listener(wasServed);
  };
  const serve = async (one: Served, { connection, lose }: NonNullable<typeof consuming>) => {
    const consumer = await startConsumer({
      connection,
      lose,
      subscription: one.subscription,
      declare: (channel) => declareFor(one.subscription, channel, topology),
      delays: redelivery,
      deliveryLimit: topology.deliveryLimit,
      log,
    });
    // Meanwhile that connection may be lost, and the next one at work.
    if (consuming?.connection === connection) one.consumer = consumer;
  };
  const consumingLink = await openLink(
    url,
    {
      name: `${service}: consumes`,
      async setUp(connection, lose) {
        consuming = { connection, lose };
        await Promise.all(served.map((one) => serve(one, { connection, lose })));
        announce();
      },
      onLost() {
        consuming = null;
        for (const one of served) one.consumer = null;
        announce();
      },
    },
    log,
    options.reconnect,
  ).catch(async (error) => {
    await publishing.close();
    throw error;
  });

  return {
    transport: "rabbitmq",
    isConnected: () => publish !== null && !blocked && isServed(),
    async publish(event) {
      if (publish === null) throw new Error("There is no connection to the broker.");
      if (blocked) throw new Error("The broker takes no events for now.");
      await publish(event);
    },
    subscribe(subscription) {
      const one: Served = { subscription, consumer: null };
      served.push(one);
      announce();
      const current = consuming;
      if (current === null) return;
      serve(one, current).then(announce, current.lose);
    },
    onConnectionChange: (listener) => void listeners.push(listener),
    async stopConsuming() {
      const shared = served.filter(({ subscription }) => subscription.delivery === "shared");
      await Promise.all(shared.map(({ consumer }) => consumer?.stop()));
    },
    async close() {
      listeners.length = 0;
      await Promise.all([publishing.close(), consumingLink.close()]);
    },
  };
}

/** Declares what all need, on a channel that goes with a refusal. */
async function declareAll(connection: ChannelModel, topology: Topology): Promise<void> {
  const channel = await connection.createChannel();
  channel.on("error", () => {});
  await declareTopology(channel, topology);
  await channel.close();
}

/** Declares the queue of a subscription: one for all instances that waits for them, or one that is this instance's. */
async function declareFor(
  { subscriber, types, delivery }: Subscription,
  channel: Channel,
  topology: Topology,
): Promise<string> {
  await declareTopology(channel, topology);
  const name =
    delivery === "shared" ? topology.queueOf(subscriber) : `${topology.queue}.${subscriber}.${randomUUID()}`;
  if (delivery === "each") await declareOwnQueue(channel, topology, name, types);
  else if (name !== topology.queue) await declareSharedQueue(channel, topology, name, types);
  return name;
}
