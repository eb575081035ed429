/**
 * Beats: messages without effect that go the way of events, through the exchange and each binding. A consumer that
 * hears them knows that events reach it; one that does not may miss events although its connection stands.
 */
import type { Message, Options } from "amqplib";
import type { EventType } from "../event.js";

/** One beat: who sent it, and which of its beats by this routing key it is. */
export interface Beat {
  sender: string;
  number: number;
}

/** A message as the broker takes it. */
export interface OutgoingMessage {
  routingKey: string;
  content: Buffer;
  options: Options.Publish;
}

const messageType = "gatehouse.beat";

/** The routing key of beats that go by the binding of a type: `TYPE.#` takes both. */
export const beatKeyOf = (type: EventType): string => `${type}.beat`;

/** The binding that takes events of a type and its beats. */
export const beatPatternOf = (type: EventType): string => `${type}.#`;

/** A beat as the broker takes it. One that no queue takes comes back. */
export function encodeBeat(routingKey: string, beat: Beat): OutgoingMessage {
  return {
    routingKey,
    content: Buffer.from(JSON.stringify(beat)),
    options: { contentType: "application/json", type: messageType, persistent: false, mandatory: true },
  };
}

/** Is this message a beat? Then it is no event, whatever else is in it. */
export const isBeat = ({ properties }: Message): boolean => properties.type === messageType;

/** The beat that came through `exchange`; null for one that took another way, which proves nothing, or is malformed. */
export function readBeat({ content, fields }: Message, exchange: string): Beat | null {
  if (fields.exchange !== exchange || content.length > 500) return null;
  try {
    const { sender, number } = JSON.parse(content.toString("utf8")) as Partial<Beat>;
    return typeof sender === "string" && Number.isSafeInteger(number) ? { sender, number: number! } : null;
  } catch {
    return null;
  }
}

/** Most senders whose last beat is remembered; each instance of a service that starts is another. */
const rememberedSenders = 200;

/**
 * Creates a test for gaps: was a beat of the same sender and routing key lost before this one? Then events between the
 * two may be lost as well, by a queue that was purged, for example.
 */
export function createGapTest(): (routingKey: string, beat: Beat) => boolean {
  const last = new Map<string, number>();
  return (routingKey, { sender, number }) => {
    const key = `${sender} ${routingKey}`;
    const before = last.get(key);
    // One that comes again says nothing new.
    if (before !== undefined && number <= before) return false;
    last.delete(key);
    last.set(key, number);
    if (last.size > rememberedSenders) last.delete(last.keys().next().value!);
    return before !== undefined && number > before + 1;
  };
}
