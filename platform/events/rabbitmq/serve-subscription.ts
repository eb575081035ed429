/** One subscription at the broker: its queue, its consumer, and the beats that it receives. */
import { randomUUID } from "node:crypto";
import type { ChannelModel } from "amqplib";
import type { Logger } from "../../log.js";
import type { Subscription } from "../bus.js";
import { beatKeyOf, createGapTest } from "./beat.js";
import { type Consumer, startConsumer } from "./consumer.js";
import { declareForListening, declareForSharing } from "./declare.js";
import { listenForEchoes } from "./echo.js";
import type { RedeliveryDelays } from "./take-message.js";
import { sharedQueueOf, type Topology } from "./topology.js";

/** A consuming connection, and how to discard it. */
export interface ConsumingConnection {
  connection: ChannelModel;
  lose: (reason: Error) => void;
}

/** A subscription and the state of its service; times are of `performance.now`. */
export interface Served {
  subscription: Subscription;
  /** The routing key of the beats that it must receive. */
  beatKey: string;
  consumer: Consumer | null;
  /** The time of the last beat on this connection; -Infinity before the first. */
  heardAt: number;
  /** Do events reach it, as far as known? */
  heard: boolean;
  /** When it was last declared, and when the repair of its silence began. */
  declaredAt: number;
  mendingSince: number | null;
}

/** The parts that serving uses. */
export interface ServeParts {
  topology: Topology;
  delays: RedeliveryDelays;
  log: Logger;
  /** Tells the other instances that a queue has received a beat. */
  echo(queue: string): void;
  /** Called with each beat; `gap`: an earlier one was lost. */
  onHeard(one: Served, gap: boolean): void;
}

/** Creates a subscription without a consumer. */
export function createServed(subscription: Subscription): Served {
  const [first] = subscription.types;
  if (first === undefined) throw new Error("A subscription names at least one type.");
  return { subscription, beatKey: beatKeyOf(first), ...silent() };
}

/** The state in which nothing has been received. */
export function silent(): Omit<Served, "subscription" | "beatKey"> {
  return {
    consumer: null,
    heardAt: Number.NEGATIVE_INFINITY,
    heard: false,
    declaredAt: performance.now(),
    mendingSince: null,
  };
}

/** Declares the subscription's queue on this connection and starts to consume. */
export async function serve(
  one: Served,
  { connection, lose }: ConsumingConnection,
  { topology, delays, log, echo, onHeard }: ServeParts,
): Promise<Consumer> {
  const { subscriber, types, delivery } = one.subscription;
  const shared = delivery === "shared";
  const ownName = `${topology.queue}.${subscriber}.${randomUUID()}`;
  const queue = shared ? sharedQueueOf(one.subscription, topology) : ownName;
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
