/** Handles the events of one queue, one after the other, and tells the broker the outcome of each. */
import type { ConsumeMessage } from "amqplib";
import { type ConsumerParts, createTake } from "./take-message.js";

/** A running consumer. */
export interface Consumer {
  /** Declares the queue and its bindings again. */
  declare(): Promise<void>;
  /**
   * The time of the start, of the last message, and since when a message is in hand (null for none), by
   * `performance.now`.
   */
  activity(): { startedAt: number; cameAt: number; busySince: number | null };
  /** Stops receiving events; resolves when the event in hand is handled. */
  stop(): Promise<void>;
}

/**
 * Starts to consume. An event is acknowledged after its effect is stored. Order is kept: one instance at a time
 * receives events of a `shared` queue, and gets the next one after the last is acknowledged (prefetch 1). A failed
 * event is delivered again after a pause, before later events, until the delivery limit moves it to the dead letters.
 */
export async function startConsumer(parts: ConsumerParts): Promise<Consumer> {
  const { connection, subscription, queue, lose } = parts;
  const shared = subscription.delivery === "shared";
  await parts.declare();
  const channel = await connection.createChannel();
  let open = true;
  let stopping = false;
  channel.on("error", () => {});
  channel.on("close", () => {
    open = false;
    if (!stopping) lose(new Error(`the channel of ${subscription.subscriber} was closed`));
  });
  const take = createTake(parts, channel, () => open);

  let cameAt = performance.now();
  let busySince: number | null = null;
  let inHand: Promise<void> = Promise.resolve();
  const takeNext = async (message: ConsumeMessage) => {
    busySince = performance.now();
    await take(message);
    busySince = null;
  };
  await channel.prefetch(shared ? 1 : 100);
  const { consumerTag } = await channel.consume(queue, (message) => {
    cameAt = performance.now();
    if (message === null) lose(new Error(`the queue ${queue} is gone`));
    else inHand = inHand.then(() => takeNext(message));
  });
  const startedAt = performance.now();
  return {
    declare: parts.declare,
    activity: () => ({ startedAt, cameAt, busySince }),
    async stop() {
      stopping = true;
      // A channel that closes meanwhile gets no more messages; the broker delivers the unacknowledged ones again.
      if (open) await channel.cancel(consumerTag).catch(() => undefined);
      await inHand;
      // Closing only the connection would discard the last acknowledgement.
      if (open) await channel.close().catch(() => undefined);
    },
  };
}
