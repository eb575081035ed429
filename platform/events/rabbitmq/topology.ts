/** The exchanges and queues at the broker: their names, and their declaration, which may be repeated. */

import type { Subscription } from "../bus.js";

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

/** Returns the queue of a `shared` subscription. */
export const sharedQueueOf = (
  { subscriber, isCatchAll = false }: Pick<Subscription, "subscriber" | "isCatchAll">,
  topology: Topology,
): string => (isCatchAll ? topology.queue : topology.queueOf(subscriber));

/** Returns the queue of the dead letters of `queue`. */
export const deadQueueOf = (queue: string): string => `${queue}.dead`;
