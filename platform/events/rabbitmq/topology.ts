/** The exchanges and queues at the broker: their names, and their declaration, which may be repeated. */
import type { Channel } from "amqplib";
import { StartError } from "../../lifecycle.js";

/** The names and properties of one system's exchanges and queues. */
export interface Topology {
  /** The topic exchange of all events; the routing key is the type. */
  exchange: string;
  /** The direct exchange of dead letters; the routing key is the queue that they come from. */
  deadExchange: string;
  /** The queue of the catch-all subscriber, bound with `#`, so that every event is routed to a queue. */
  queue: string;
  /** Returns the queue of another `shared` subscriber. */
  queueOf(subscriber: string): string;
  /** How often a message may be redelivered before it becomes a dead letter. */
  deliveryLimit: number;
  /** More arguments for shared queues; for tests. */
  queueArguments: Readonly<Record<string, unknown>>;
  /**
   * Where each service has its own user at the broker: the prefix of the users' names, which the service's name
   * follows. Null where services share a user.
   */
  userPrefix: string | null;
  /** The authenticated user; null without `userPrefix`. */
  userId: string | null;
}

/** The broker's own exchange, by which instances of a service exchange echoes. */
export const echoExchange = "amq.direct";

/** Returns the routing key of echoes for a queue. */
export const echoKeyOf = (queue: string): string => `gatehouse.heard.${queue}`;

/** Creates the topology with names that begin with `prefix`. */
export function createTopology(
  queue: string,
  {
    prefix = "gatehouse",
    deliveryLimit = 20,
    queueArguments = {},
    userPrefix = null,
    userId = null,
  }: TopologyOptions = {},
): Topology {
  return {
    exchange: `${prefix}.events`,
    deadExchange: `${prefix}.dead`,
    queue,
    queueOf: (subscriber) => `${prefix}.${subscriber}`,
    deliveryLimit,
    queueArguments,
    userPrefix,
    userId,
  };
}

/** The users at the broker, and what tests change so that they do not share queues. */
export interface TopologyOptions {
  prefix?: string;
  deliveryLimit?: number;
  queueArguments?: Readonly<Record<string, unknown>>;
  userPrefix?: string | null;
  userId?: string | null;
}

/** Returns the queue of the dead letters of `queue`. */
export const deadQueueOf = (queue: string): string => `${queue}.dead`;

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
