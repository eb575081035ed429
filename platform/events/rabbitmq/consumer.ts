/** Takes events from one queue, one after the other, and tells the broker what became of each. */
import type { Channel, ChannelModel, ConsumeMessage } from "amqplib";
import type { Logger } from "../../log.js";
import type { Subscription } from "../bus.js";
import { decodeMessage } from "./message.js";

/** Pauses before a failed event comes again, in milliseconds; they double from the first to the longest. */
export interface RedeliveryDelays {
  first: number;
  longest: number;
}

/** What a consumer works with. */
export interface ConsumerParts {
  connection: ChannelModel;
  subscription: Subscription;
  /** Declares the queue on the consumer's channel and answers its name. */
  declare(channel: Channel): Promise<string>;
  delays: RedeliveryDelays;
  deliveryLimit: number;
  log: Logger;
  /** Called when no more events will come. */
  lose(reason: Error): void;
}

/** A consumer at work. */
export interface Consumer {
  /** Takes no more events; resolves when the one in hand is done with. */
  stop(): Promise<void>;
}

/**
 * Begins to consume. An event is acknowledged after its effect is stored. Order is kept: of a `shared` queue
 * one instance at a time is served, and it gets the next event when it is done with the last (prefetch 1); one
 * that fails comes back first, after a pause, until the delivery limit sends it to the dead letters.
 */
export async function startConsumer(parts: ConsumerParts): Promise<Consumer> {
  const { connection, subscription, delays, log, lose } = parts;
  const shared = subscription.delivery === "shared";
  const channel = await connection.createChannel();
  let open = true;
  let stopping = false;
  channel.on("error", () => {});
  channel.on("close", () => {
    open = false;
    if (!stopping) lose(new Error(`the channel of ${subscription.subscriber} was closed`));
  });
  const queue = await parts.declare(channel);
  const about = { queue, subscriber: subscription.subscriber };

  const take = async (message: ConsumeMessage): Promise<void> => {
    const decoded = decodeMessage(message);
    if ("problem" in decoded) {
      if (shared) {
        const { problem } = decoded;
        const what = { ...about, messageId: message.properties.messageId, bytes: message.content.length };
        log.error({ ...what, problem }, "a message is no event of ours and goes to the dead letters");
      }
      return settle(() => (shared ? channel.nack(message, false, false) : channel.ack(message)));
    }
    const { event } = decoded;
    try {
      if (subscription.types.includes(event.type)) await subscription.handle(event);
    } catch (error) {
      await failed(message, error);
      return;
    }
    settle(() => channel.ack(message));
  };

  const failed = async (message: ConsumeMessage, error: unknown): Promise<void> => {
    if (!open) return;
    const { messageId, type, headers } = message.properties;
    const what = { ...about, err: error, eventId: messageId, type };
    if (!shared) {
      // It has missed this event, as if it had been away: it must come back and catch up.
      log.error(what, "an event could not be handled");
      lose(new Error("an event could not be handled"));
      return;
    }
    const returns = Number(headers?.["x-delivery-count"] ?? 0);
    if (returns >= parts.deliveryLimit) {
      log.error(what, "an event failed too often and goes to the dead letters");
    } else {
      log.warn({ ...what, returns }, "an event could not be handled; it comes again");
      await pause(Math.min(delays.first * 2 ** Math.min(returns, 20), delays.longest));
    }
    settle(() => channel.nack(message, false, true));
  };

  /** Without the channel there is nobody to tell, and the broker delivers anew. */
  const settle = (tell: () => void) => {
    if (open) tell();
  };

  let inHand: Promise<void> = Promise.resolve();
  await channel.prefetch(shared ? 1 : 100);
  const { consumerTag } = await channel.consume(queue, (message) => {
    if (message === null) lose(new Error(`the queue ${queue} is gone`));
    else inHand = inHand.then(() => take(message));
  });
  return {
    async stop() {
      stopping = true;
      if (open) await channel.cancel(consumerTag).catch(() => undefined);
      await inHand;
      // The connection alone would close over the head of the last acknowledgement.
      if (open) await channel.close().catch(() => undefined);
    },
  };
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds).unref());
}
