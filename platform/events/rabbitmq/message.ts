/** Events as messages: CloudEvents 1.0 in structured JSON over AMQP 0-9-1. */
import type { Message, Options } from "amqplib";
import type { Event } from "../event.js";
import { InvalidEventError, readEvent } from "../schemas.js";

/** https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/formats/json-format.md#3-envelope */
const contentType = "application/cloudevents+json";

/** An event as the broker takes it: the routing key, the body and the properties. */
export function encodeMessage(event: Event): {
  routingKey: string;
  content: Buffer;
  options: Options.Publish;
} {
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
      // Without a queue that takes it, it comes back.
      mandatory: true,
    },
  };
}

/** A message's event; or, in words without any of its content, why it is none. */
export function decodeMessage({ content }: Pick<Message, "content">): { event: Event } | { problem: string } {
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
