/** Events as messages: CloudEvents 1.0 in structured JSON over AMQP 0-9-1. */
import type { Message } from "amqplib";
import { type Event, eventSourceOf } from "../event.js";
import { InvalidEventError, readEvent } from "../schemas.js";
import type { OutgoingMessage } from "./beat.js";
import type { Topology } from "./topology.js";

/** https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/formats/json-format.md#3-envelope */
const contentType = "application/cloudevents+json";

/** The largest message that is read, in bytes: an event of this system has some hundred, two thousand at most. */
const maximumBytes = 65_536;

/** Encodes an event. The broker checks that `userId` is the authenticated user. */
export function encodeMessage(event: Event, userId: string | null = null): OutgoingMessage {
  return {
    routingKey: event.type,
    content: Buffer.from(JSON.stringify(event)),
    options: {
      contentType,
      contentEncoding: "utf-8",
      messageId: event.id,
      type: event.type,
      timestamp: Math.floor(Date.parse(event.time) / 1000),
      persistent: true,
      ...(userId !== null && { userId }),
      // The broker returns the message when no queue accepts it.
      mandatory: true,
    },
  };
}

/** Returns the event in a message, or why there is none, without any of the content. */
export function decodeMessage({ content }: Pick<Message, "content">): { event: Event } | { problem: string } {
  if (content.length > maximumBytes) return { problem: `The message has more than ${maximumBytes} bytes.` };
  let value: unknown;
  try {
    value = JSON.parse(content.toString("utf8"));
  } catch {
    return { problem: "The message is not JSON." };
  }
  try {
    return { event: readEvent(value) };
  } catch (error) {
    if (error instanceof InvalidEventError) return { problem: error.message };
    throw error;
  }
}

/**
 * Returns why an event may not be genuine, by the way it came; null when it may be. Its type must be the routing key,
 * by which the broker decides who may publish it. Where each service has its own user, the publisher that the broker
 * has checked must be the source. Only an operator can put a message directly into the queue.
 */
export function problemOfOrigin(
  { fields, properties }: Message,
  event: Event,
  { exchange, userPrefix }: Pick<Topology, "exchange" | "userPrefix">,
): string | null {
  if (fields.exchange !== exchange) return null;
  if (fields.routingKey !== event.type) return "The event's type is not its routing key.";
  return problemOfPublisher(properties.userId, event, userPrefix);
}

/**
 * Returns a problem when the publisher that the broker has checked is not the source; null where services share a user.
 */
export function problemOfPublisher(userId: unknown, event: Event, userPrefix: string | null): string | null {
  if (userPrefix === null) return null;
  const service =
    typeof userId === "string" && userId.startsWith(userPrefix) ? userId.slice(userPrefix.length) : "";
  return event.source === eventSourceOf(service) ? null : "The event was not published by its source.";
}
