/** Publishes events on one channel; each is either safe at the broker and on its way to a queue, or has failed. */
import type { ConfirmChannel } from "amqplib";
import type { Event } from "../event.js";
import { encodeMessage } from "./message.js";

/** Resolves once the broker has confirmed and routed the event; rejects when it must be sent again. */
export type Publish = (event: Event) => Promise<void>;

/** Publishes to `exchange`. An answer that takes longer than `confirmMilliseconds` counts as none. */
export function createPublish(
  channel: ConfirmChannel,
  exchange: string,
  confirmMilliseconds: number,
): Publish {
  let sequence = 0;
  // The broker confirms what it could route nowhere as well, but sends it back before it does.
  const returned = new Set<string>();
  channel.on("return", ({ properties }) => returned.add(properties.correlationId));
  return (event) =>
    new Promise((resolve, reject) => {
      // Not the event's id: the same event may be under way twice.
      const correlationId = String(++sequence);
      const { routingKey, content, options } = encodeMessage(event);
      let timer: NodeJS.Timeout | undefined;
      const fail = (reason: string) =>
        reject(new Error(`The event ${event.id} is not published: ${reason}.`));
      channel.publish(exchange, routingKey, content, { ...options, correlationId }, (error) => {
        clearTimeout(timer);
        if (returned.delete(correlationId)) fail("the broker has no queue for it");
        else if (error) fail(`the broker did not take it (${error.message})`);
        else resolve();
      });
      timer = setTimeout(() => fail("the broker does not answer"), confirmMilliseconds);
    });
}
