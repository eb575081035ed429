/** Declares exchanges and queues at the broker, which may be repeated. */
import type { Channel } from "amqplib";
import { StartError } from "../../lifecycle.js";
import { deadQueueOf, type Topology } from "./topology.js";

/**
 * Declares the exchanges and the catch-all queue, which must exist even when a publisher starts first.
 * @throws StartError when the broker has one of them with other properties, or forbids it.
 */
export async function declareTopology(channel: Channel, topology: Topology): Promise<void> {
  await declareExchange(channel, topology);
  await declareDeadExchange(channel, topology);
  await declareSharedQueue(channel, topology, topology.queue, ["#"]);
}

/** Declares only the exchange of events, for a service that only listens. @throws StartError as above. */
export function declareExchange(channel: Channel, { exchange }: Topology): Promise<unknown> {
  return named("exchange", exchange, () => channel.assertExchange(exchange, "topic", { durable: true }));
}

/** Declares the exchange of dead letters. @throws StartError as above. */
export function declareDeadExchange(channel: Channel, { deadExchange }: Topology): Promise<unknown> {
  return named("exchange", deadExchange, () =>
    channel.assertExchange(deadExchange, "direct", { durable: true }),
  );
}

/** Declares a durable queue, the queue of its dead letters, and its bindings. @throws StartError as above. */
export async function declareSharedQueue(
  channel: Channel,
  topology: Topology,
  queue: string,
  patterns: readonly string[],
): Promise<void> {
  const dead = deadQueueOf(queue);
  await named("queue", dead, async () => {
    await channel.assertQueue(dead, {
      durable: true,
      // Dead letters have no further queue: without a limit of its own, the broker's default would drop those that are
      // often read.
      arguments: { "x-queue-type": "quorum", "x-delivery-limit": 1_000_000 },
    });
    await channel.bindQueue(dead, topology.deadExchange, queue);
  });
  await named("queue", queue, async () => {
    await channel.assertQueue(queue, {
      durable: true,
      arguments: {
        "x-queue-type": "quorum",
        // One instance at a time gets events, so that events of a subject are handled in their order.
        "x-single-active-consumer": true,
        "x-delivery-limit": topology.deliveryLimit,
        "x-dead-letter-exchange": topology.deadExchange,
        "x-dead-letter-routing-key": queue,
        // A dead letter stays here until the other queue has it; the broker requires this overflow for that.
        "x-dead-letter-strategy": "at-least-once",
        "x-overflow": "reject-publish",
        ...topology.queueArguments,
      },
    });
    for (const pattern of patterns) await channel.bindQueue(queue, topology.exchange, pattern);
  });
}

/** Declares and binds an exclusive queue, which the broker deletes with this connection. */
export async function declareOwnQueue(
  channel: Channel,
  topology: Topology,
  name: string,
  patterns: readonly string[],
): Promise<void> {
  await channel.assertQueue(name, {
    exclusive: true,
    autoDelete: true,
    durable: false,
    arguments: { "x-queue-type": "classic" },
  });
  for (const pattern of patterns) await channel.bindQueue(name, topology.exchange, pattern);
}

/** Turns the broker's refusal into a message that names the queue or exchange and the mend. */
async function named<Result>(
  kind: "exchange" | "queue",
  name: string,
  declare: () => Promise<Result>,
): Promise<Result> {
  try {
    return await declare();
  } catch (error) {
    const { code, message } = error as { code?: number; message: string };
    const reason = /with message "(.*)"/.exec(message)?.[1] ?? message;
    if (code === 406) {
      throw new StartError(
        `The ${kind} "${name}" exists at the broker with other properties (${reason}). Remove it there, ` +
          `${kind === "queue" ? "once it is empty, or choose another name by RABBITMQ_QUEUE" : "or use a virtual host of its own"}.`,
      );
    }
    if (code === 403 || code === 405) {
      throw new StartError(`The broker does not let us use the ${kind} "${name}" (${reason}).`);
    }
    throw error;
  }
}
