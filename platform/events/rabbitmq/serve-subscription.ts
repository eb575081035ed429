/** One subscription at the broker: its queue, its consumer while there is one, and the beats that it hears. */
import { randomUUID } from "node:crypto";
import type { ChannelModel } from "amqplib";
import type { Logger } from "../../log.js";
import type { Subscription } from "../bus.js";
import { beatKeyOf, createGapTest } from "./beat.js";
import { type Consumer, type RedeliveryDelays, startConsumer } from "./consumer.js";
import { declareForListening, declareForSharing } from "./declare.js";
import { listenForEchoes } from "./echo.js";
import type { Topology } from "./topology.js";

/** A connection that consumes, and how it is given up. */
export interface ConsumingConnection {
  connection: ChannelModel;
  lose: (reason: Error) => void;
}

/** A subscription and what is known of its service; times are of `performance.now`. */
export interface Served {
  subscription: Subscription;
  /** The routing key of the beats that it must hear. */
  beatKey: string;
  consumer: Consumer | null;
  /** When the last beat was heard on this connection; -Infinity before the first. */
  heardAt: number;
  /** Do events reach it, for all that is known? */
  heard: boolean;
  /** When it was last made ready, and when its silence began to be mended. */
  declaredAt: number;
  mendingSince: number | null;
}

/** What serving works with. */
export interface ServeParts {
  topology: Topology;
  delays: RedeliveryDelays;
  log: Logger;
  /** Tells the other instances that the beat of a queue was heard. */
  echo(queue: string): void;
  /** Told of each beat; `gap`: one before it was lost on the way. */
  onHeard(one: Served, gap: boolean): void;
}

/** A subscription without a consumer yet. */
export function createServed(subscription: Subscription): Served {
  const [first] = subscription.types;
  if (first === undefined) throw new Error("A subscription names at least one type.");
  return { subscription, beatKey: beatKeyOf(first), ...silent() };
}

/** Nothing has been heard. */
export function silent(): Omit<Served, "subscription" | "beatKey"> {
  return {
    consumer: null,
    heardAt: Number.NEGATIVE_INFINITY,
    heard: false,
    declaredAt: performance.now(),
    mendingSince: null,
  };
}

/** Makes the subscription's queue ready on this connection and begins to consume. */
export async function serve(
  one: Served,
  { connection, lose }: ConsumingConnection,
  { topology, delays, log, echo, onHeard }: ServeParts,
): Promise<Consumer> {
  const { subscriber, types, delivery, isCatchAll = false } = one.subscription;
  const shared = delivery === "shared";
  const ownName = `${topology.queue}.${subscriber}.${randomUUID()}`;
  const sharedName = isCatchAll ? topology.queue : topology.queueOf(subscriber);
  const queue = shared ? sharedName : ownName;
  const hasGap = createGapTest();
  if (shared) await listenForEchoes(connection, ownName, queue, () => onHeard(one, false), lose);
  const declare = shared ? declareForSharing : declareForListening;
  return startConsumer({
    connection,
    subscription: one.subscription,
    topology,
    queue,
    declare: () => declare(connection, topology, queue, types),
    delays,
    log,
    onBeat(beat, routingKey) {
      if (shared) echo(queue);
      onHeard(one, hasGap(routingKey, beat));
    },
    lose,
  });
}
