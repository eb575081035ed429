/** Handles one message of a queue, and tells the broker the outcome. */
import { type Channel, type ChannelModel, type ConsumeMessage, IllegalOperationError } from "amqplib";
import type { Logger } from "../../log.js";
import { RefusedEventError, type Subscription } from "../bus.js";
import { type Beat, isBeat, readBeat } from "./beat.js";
import { decodeMessage, problemOfOrigin } from "./message.js";
import type { Topology } from "./topology.js";

/** Pauses before a failed event is delivered again, in milliseconds; they double from the first to the longest. */
export interface RedeliveryDelays {
  first: number;
  longest: number;
}

/** The parts of a consumer. */
export interface ConsumerParts {
  connection: ChannelModel;
  subscription: Subscription;
  topology: Topology;
  queue: string;
  /** Declares the queue and its bindings; may be repeated. */
  declare(): Promise<void>;
  delays: RedeliveryDelays;
  log: Logger;
  /** Called with each beat that comes through the queue, and its routing key. */
  onBeat(beat: Beat, routingKey: string): void;
  /** Called when no more events will arrive. */
  lose(reason: Error): void;
}

/** Handles one message to its end. */
export function createTake(
  { subscription, topology, queue, delays, log, onBeat, lose }: ConsumerParts,
  channel: Channel,
  isOpen: () => boolean,
): (message: ConsumeMessage) => Promise<void> {
  const shared = subscription.delivery === "shared";
  const about = { queue, subscriber: subscription.subscriber };

  /**
   * Without the channel no reply is possible, and the broker delivers the message again. It throws while its connection
   * closes.
   */
  const settle = (tell: () => void) => {
    try {
      if (isOpen()) tell();
    } catch (error) {
      if (!(error instanceof IllegalOperationError)) throw error;
    }
  };
  const refuse = (message: ConsumeMessage, problem: string) => {
    const { messageId, userId } = message.properties;
    const what = { ...about, messageId, userId, bytes: message.content.length, problem };
    log.error(
      what,
      `a message is not a valid event and ${shared ? "goes to the dead letters" : "is dropped"}`,
    );
    settle(() => (shared ? channel.nack(message, false, false) : channel.ack(message)));
  };
  const failed = async (message: ConsumeMessage, error: unknown): Promise<void> => {
    if (!isOpen()) return;
    const { messageId, type, headers } = message.properties;
    const what = { ...about, err: error, eventId: messageId, type };
    if (!shared) {
      // It has missed this event as if it had been away: it must reconnect and catch up.
      log.error(what, "an event could not be handled");
      lose(new Error("an event could not be handled"));
      return;
    }
    const returns = Number(headers?.["x-delivery-count"] ?? 0);
    if (returns >= topology.deliveryLimit) {
      log.error(what, "an event failed too often and goes to the dead letters");
    } else {
      log.warn({ ...what, returns }, "an event could not be handled; it will be delivered again");
      await pause(Math.min(delays.first * 2 ** Math.min(returns, 20), delays.longest));
    }
    settle(() => channel.nack(message, false, true));
  };

  return async (message) => {
    if (isBeat(message)) {
      settle(() => channel.ack(message));
      const beat = readBeat(message, topology.exchange);
      if (beat !== null) onBeat(beat, message.fields.routingKey);
      return;
    }
    const decoded = decodeMessage(message);
    if ("problem" in decoded) return refuse(message, decoded.problem);
    const { event } = decoded;
    const problem = problemOfOrigin(message, event, topology);
    if (problem !== null) return refuse(message, problem);
    try {
      if (subscription.types.includes(event.type)) await subscription.handle(event);
    } catch (error) {
      if (error instanceof RefusedEventError) return refuse(message, error.message);
      await failed(message, error);
      return;
    }
    settle(() => channel.ack(message));
  };
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds).unref());
}
