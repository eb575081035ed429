/** Makes exchanges, queues and bindings ready on a connection: at its start, and again whenever they may be gone. */
import type { Channel, ChannelModel } from "amqplib";
import type { EventType } from "../event.js";
import { beatPatternOf } from "./beat.js";
import {
  declareDeadExchange,
  declareExchange,
  declareOwnQueue,
  declareSharedQueue,
  declareTopology,
  type Topology,
} from "./topology.js";

/**
 * Makes ready what a publisher needs. Where services share a user, that is also the queue that takes every event.
 * @throws StartError when the broker has one of them with other properties, or forbids it.
 */
export async function declareForPublishing(connection: ChannelModel, topology: Topology): Promise<void> {
  if (topology.userPrefix === null) {
    await onChannel(connection, (channel) => declareTopology(channel, topology));
  } else {
    await findExchanges(connection, topology);
  }
}

/**
 * Makes ready the shared queue of a subscriber, on a channel of its own, so that a refusal ends nothing else.
 * @throws StartError as above.
 */
export async function declareForSharing(
  connection: ChannelModel,
  topology: Topology,
  queue: string,
  types: readonly EventType[],
): Promise<void> {
  await declareForPublishing(connection, topology);
  if (queue === topology.queue && topology.userPrefix === null) return;
  const patterns = queue === topology.queue ? ["#"] : patternsOf(types);
  await onChannel(connection, (channel) => declareSharedQueue(channel, topology, queue, patterns));
}

/** Makes ready a queue of this connection alone for some types of events. @throws StartError as above. */
export async function declareForListening(
  connection: ChannelModel,
  topology: Topology,
  queue: string,
  types: readonly EventType[],
): Promise<void> {
  await declareForPublishing(connection, topology);
  await onChannel(connection, (channel) => declareOwnQueue(channel, topology, queue, patternsOf(types)));
}

/**
 * The bindings for some types of events. The first takes beats as well. (A shared queue has one type. Bindings of a
 * queue of one connection cannot be changed by another, so that all are there when one is.)
 */
function patternsOf(types: readonly EventType[]): string[] {
  return types.map((type, index) => (index === 0 ? beatPatternOf(type) : type));
}

/** Where each service has a user of its own, not all of them may make the exchanges: those who may, do. */
async function findExchanges(connection: ChannelModel, topology: Topology): Promise<void> {
  const { exchange, deadExchange } = topology;
  try {
    await onChannel(connection, async (channel) => {
      await channel.checkExchange(exchange);
      await channel.checkExchange(deadExchange);
    });
  } catch (error) {
    if ((error as { code?: number }).code !== 404) throw error;
    await onChannel(connection, async (channel) => {
      await declareExchange(channel, topology);
      await declareDeadExchange(channel, topology);
    });
  }
}

/** Runs `work` on a channel of its own, which what the broker refuses would close. */
export async function onChannel(
  connection: ChannelModel,
  work: (channel: Channel) => Promise<unknown>,
): Promise<void> {
  const channel = await connection.createChannel();
  let open = true;
  channel.on("error", () => {});
  channel.on("close", () => {
    open = false;
  });
  try {
    await work(channel);
  } finally {
    // What the broker refuses closes the channel.
    if (open) await channel.close();
  }
}
