/**
 * Beats: messages without effect that take the way of events, through the exchange and each binding. A consumer that
 * receives them knows that events reach it; one that does not may miss events although its connection is open.
 */
import type { Message, Options } from "amqplib";
import type { EventType } from "../event.js";

/** One beat: its sender, and its number among the sender's beats with this routing key. */
export interface Beat {
  sender: string;
  number: number;
}

/** A message in the form that the broker accepts. */
export interface OutgoingMessage {
  routingKey: string;
  content: Buffer;
  options: Options.Publish;
}

const messageType = "gatehouse.beat";

/** Returns the routing key of beats that pass the binding of a type: `TYPE.#` accepts events and beats. */
export const beatKeyOf = (type: EventType): string => `${type}.beat`;

/** Returns the binding that accepts events of a type and its beats. */
export const beatPatternOf = (type: EventType): string => `${type}.#`;

/** Encodes a beat. The broker returns it when no queue accepts it. */
export function encodeBeat(routingKey: string, beat: Beat): OutgoingMessage {
  return {
    routingKey,
    content: Buffer.from(JSON.stringify(beat)),
    options: { contentType: "application/json", type: messageType, persistent: false, mandatory: true },
  };
}

/** Is this message a beat? Then it is not an event, whatever else it contains. */
export const isBeat = ({ properties }: Message): boolean => properties.type === messageType;

/**
 * Returns the beat that came through `exchange`; null for another way, which proves nothing, or for a malformed beat.
 */
export function readBeat({ content, fields }: Message, exchange: string): Beat | null {
  if (fields.exchange !== exchange || content.length > 500) return null;
  try {
    const { sender, number } = JSON.parse(content.toString("utf8")) as Partial<Beat>;
    return typeof sender === "string" && Number.isSafeInteger(number) ? { sender, number: number! } : null;
  } catch {
    return null;
  }
}

/** The maximum number of senders whose last beat is remembered; each instance of a service is one. */
const rememberedSenders = 200;

/**
 * Creates a test for gaps: was an earlier beat of the same sender and routing key lost? Then events may be lost as
 * well, for example because the queue was purged.
 */
export function createGapTest(): (routingKey: string, beat: Beat) => boolean {
  const last = new Map<string, number>();
  return (routingKey, { sender, number }) => {
    const key = `${sender} ${routingKey}`;
    const before = last.get(key);
    // A repeated beat proves nothing new.
    if (before !== undefined && number <= before) return false;
    last.delete(key);
    last.set(key, number);
    if (last.size > rememberedSenders) last.delete(last.keys().next().value!);
    return before !== undefined && number > before + 1;
  };
}
