/** Declares exchanges, queues and bindings on a connection: at its start, and whenever they may have been deleted. */
import type { Channel, ChannelModel } from "amqplib";
import type { EventType } from "../event.js";
import { beatPatternOf } from "./beat.js";
import {
  declareDeadExchange,
  declareExchange,
  declareOwnQueue,
  declareSharedQueue,
  declareTopology,
} from "./declare-queues.js";
import type { Topology } from "./topology.js";

/**
 * Declares what a publisher needs. Where services share a user, that includes the queue of every event.
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
 * Declares the shared queue of a subscriber, on a channel of its own, because a refusal closes the channel.
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

/** Declares an exclusive queue of this connection for some types of events. @throws StartError as above. */
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
 * Returns the bindings for some types of events. The first one also accepts beats. (A shared queue has one type.
 * Another connection cannot change the bindings of an exclusive queue, so one binding proves the others.)
 */
function patternsOf(types: readonly EventType[]): string[] {
  return types.map((type, index) => (index === 0 ? beatPatternOf(type) : type));
}

/** Where each service has its own user, only some users may declare the exchanges; the others check that they exist. */
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
    // A refusal of the broker closes the channel.
    if (open) await channel.close();
  }
}
