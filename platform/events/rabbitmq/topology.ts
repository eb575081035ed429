/** The exchanges and queues at the broker: their names, and their declaration, which may be repeated at will. */
import type { Channel } from "amqplib";
import { StartError } from "../../lifecycle.js";

/** What one system's exchanges and queues are called, and how they are. */
export interface Topology {
  /** Topic exchange that all events are published to; the routing key is the type. */
  exchange: string;
  /** Direct exchange for what could not be handled; the routing key is the queue that it comes from. */
  deadExchange: string;
  /** The queue of the catch-all subscriber. Bound with `#`, so that every event is routed to a queue. */
  queue: string;
  /** The queue of another `shared` subscriber. */
  queueOf(subscriber: string): string;
  /** How often a message may come back before it is dead, or more exactly, to be redelivered. */
  deliveryLimit: number;
  /** More arguments for shared queues; for tests. */
  queueArguments: Readonly<Record<string, unknown>>;
  /**
   * Where each service has a user of its own at the broker: what the users' names begin with; the service's name
   * follows. Null where services share a user.
   */
  userPrefix: string | null;
  /** The user who is signed in, with `userPrefix`. */
  userId: string | null;
}

/** The broker's own exchange, by which an instance tells the others of its service that a queue's beat was heard. */
export const echoExchange = "amq.direct";

/** The routing key of echoes for a queue. */
export const echoKeyOf = (queue: string): string => `gatehouse.heard.${queue}`;

/** The topology with the names that begin with `prefix`. */
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

/** The users at the broker; and what tests change, so that they do not meet there. */
export interface TopologyOptions {
  prefix?: string;
  deliveryLimit?: number;
  queueArguments?: Readonly<Record<string, unknown>>;
  userPrefix?: string | null;
  userId?: string | null;
}

/** Where messages of `queue` go that could not be handled. */
export const deadQueueOf = (queue: string): string => `${queue}.dead`;

/**
 * Declares the exchanges and the catch-all queue, which must be there even when a publisher starts first.
 * @throws StartError when the broker has one of them with other properties, or forbids it.
 */
export async function declareTopology(channel: Channel, topology: Topology): Promise<void> {
  await declareExchange(channel, topology);
  await declareDeadExchange(channel, topology);
  await declareSharedQueue(channel, topology, topology.queue, ["#"]);
}

/** Declares the exchange of events alone, for those who only listen. @throws StartError as above. */
export function declareExchange(channel: Channel, { exchange }: Topology): Promise<unknown> {
  return named("exchange", exchange, () => channel.assertExchange(exchange, "topic", { durable: true }));
}

/** Declares the exchange of dead letters. @throws StartError as above. */
export function declareDeadExchange(channel: Channel, { deadExchange }: Topology): Promise<unknown> {
  return named("exchange", deadExchange, () =>
    channel.assertExchange(deadExchange, "direct", { durable: true }),
  );
}

/** Declares a durable queue, its dead letters' queue, and its bindings. @throws StartError as above. */
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
      // Nothing comes after it: without a limit of its own, the broker's default would drop what is looked at often.
      arguments: { "x-queue-type": "quorum", "x-delivery-limit": 1_000_000 },
    });
    await channel.bindQueue(dead, topology.deadExchange, queue);
  });
  await named("queue", queue, async () => {
    await channel.assertQueue(queue, {
      durable: true,
      arguments: {
        "x-queue-type": "quorum",
        // One instance at a time gets events, so that those of a subject are handled in their order.
        "x-single-active-consumer": true,
        "x-delivery-limit": topology.deliveryLimit,
        "x-dead-letter-exchange": topology.deadExchange,
        "x-dead-letter-routing-key": queue,
        // A dead letter stays here until the other queue has it; the broker demands this overflow for that.
        "x-dead-letter-strategy": "at-least-once",
        "x-overflow": "reject-publish",
        ...topology.queueArguments,
      },
    });
    for (const pattern of patterns) await channel.bindQueue(queue, topology.exchange, pattern);
  });
}

/** Declares and binds a queue of this connection alone, which goes with it. */
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

/** Turns the broker's refusal into a line that names the thing and what to do. */
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
