/** Publishes messages on one channel: each is stored in a queue, or has failed. */
import type { ConfirmChannel } from "amqplib";
import type { OutgoingMessage } from "./beat.js";

/**
 * Why a message is not published: no queue accepts it, the broker refused it (a full queue, a closed channel), or the
 * broker did not respond in time.
 */
export type PublishFailure = "unroutable" | "refused" | "silent";

/** A message that must be sent again. */
export class NotPublishedError extends Error {
  override readonly name = "NotPublishedError";

  constructor(
    readonly failure: PublishFailure,
    message: string,
  ) {
    super(message);
  }
}

/**
 * Resolves once the broker has confirmed and routed the message. `what` names it in errors.
 * @throws NotPublishedError when it must be sent again.
 */
export type Send = (message: OutgoingMessage, what: string) => Promise<void>;

/** Sends to `exchange`. The broker must confirm within `confirmMilliseconds`. */
export function createSend(channel: ConfirmChannel, exchange: string, confirmMilliseconds: number): Send {
  let sequence = 0;
  // The broker also confirms a message that it cannot route, but returns it before.
  const returned = new Set<string>();
  channel.on("return", ({ properties }) => returned.add(properties.correlationId));
  return ({ routingKey, content, options }, what) =>
    new Promise((resolve, reject) => {
      // Not the message's id: the same event may be sent twice at a time.
      const correlationId = String(++sequence);
      let timer: NodeJS.Timeout | undefined;
      const fail = (failure: PublishFailure, reason: string) =>
        reject(new NotPublishedError(failure, `${what} is not published: ${reason}.`));
      channel.publish(exchange, routingKey, content, { ...options, correlationId }, (error) => {
        clearTimeout(timer);
        if (returned.delete(correlationId)) fail("unroutable", "the broker has no queue for it");
        else if (error) fail("refused", `the broker did not take it (${error.message})`);
        else resolve();
      });
      timer = setTimeout(() => fail("silent", "the broker does not answer"), confirmMilliseconds);
    });
}
