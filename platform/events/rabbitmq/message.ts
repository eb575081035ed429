/** Events as messages: CloudEvents 1.0 in structured JSON over AMQP 0-9-1. */
import type { Message } from "amqplib";
import { type Event, eventSourceOf } from "../event.js";
import { InvalidEventError, readEvent } from "../schemas.js";
import type { OutgoingMessage } from "./beat.js";
import type { Topology } from "./topology.js";

/** https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/formats/json-format.md#3-envelope */
const contentType = "application/cloudevents+json";

/** Most bytes of a message that is read: an event of ours has some hundred, two thousand at most. */
const maximumBytes = 65_536;

/** An event as the broker takes it. The broker checks that `userId` is the user who is signed in. */
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
      // Without a queue that takes it, it comes back.
      mandatory: true,
    },
  };
}

/** A message's event; or, in words without any of its content, why it is none. */
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
 * Why an event may not be what it says, by the way it came; null when it may. Its type must be the routing key, by which
 * the broker decides who may publish it; and where each service has a user of its own, the publisher that the broker
 * has checked must be the source. What comes to the queue itself was put there by an operator: services may not.
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

/** Is the publisher, as the broker has checked it, the event's source? Null when it is, or users are not told apart. */
export function problemOfPublisher(userId: unknown, event: Event, userPrefix: string | null): string | null {
  if (userPrefix === null) return null;
  const service =
    typeof userId === "string" && userId.startsWith(userPrefix) ? userId.slice(userPrefix.length) : "";
  return event.source === eventSourceOf(service) ? null : "The event was not published by its source.";
}
