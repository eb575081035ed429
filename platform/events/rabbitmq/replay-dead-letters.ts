/** Moves dead letters back into the queue that they come from. */
import type { ConfirmChannel, GetMessage } from "amqplib";
import { decodeMessage, problemOfPublisher } from "./message.js";
import { deadQueueOf } from "./topology.js";

const confirmMilliseconds = 10_000;

/** Returns the number of dead letters of `queue`. */
export async function countDeadLetters(channel: ConfirmChannel, queue: string): Promise<number> {
  return (await channel.checkQueue(deadQueueOf(queue))).messageCount;
}

/**
 * Moves at most `count` dead letters back, oldest first, each only once the queue has confirmed it; so a crash repeats
 * one and loses none. Yields the message id of each; a caller that stops iterating stops the moving. Where each service
 * has its own user with a name that begins with `userPrefix`, a letter that its source has not published stays where it
 * is, because readers trust what is moved back; it is released when the channel closes.
 * @throws Error when the queue does not accept one; it stays where it is.
 */
export async function* replayDeadLetters(
  channel: ConfirmChannel,
  queue: string,
  count: number,
  userPrefix: string | null = null,
): AsyncGenerator<string> {
  for (let done = 0; done < count; done++) {
    const message = await channel.get(deadQueueOf(queue));
    if (message === false) return;
    if (userPrefix !== null && !isGenuine(message, userPrefix)) continue;
    await sendBack(channel, queue, message);
    channel.ack(message);
    yield String(message.properties.messageId);
  }
}

async function sendBack(channel: ConfirmChannel, queue: string, { content, properties }: GetMessage) {
  let returned = false;
  const onReturn = () => {
    returned = true;
  };
  // The broker accepts no other user's name from the operator who moves it.
  const { headers, userId: _publisher, ...others } = properties;
  const options = {
    ...withoutAbsent(others),
    headers: withoutHistory(headers),
    persistent: true,
    mandatory: true,
  };
  channel.once("return", onReturn);
  try {
    await new Promise<void>((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error("The broker does not answer.")), confirmMilliseconds);
      // Directly to the queue and not through the exchange: other receivers have had it.
      channel.sendToQueue(queue, content, options, (error) => {
        clearTimeout(timer);
        if (returned) reject(new Error(`The queue ${queue} is not there.`));
        else if (error) reject(new Error(`The queue ${queue} does not take it: ${error.message}.`));
        else resolve();
      });
    });
  } finally {
    channel.off("return", onReturn);
  }
}

function isGenuine(message: GetMessage, userPrefix: string): boolean {
  const decoded = decodeMessage(message);
  return (
    "event" in decoded && problemOfPublisher(message.properties.userId, decoded.event, userPrefix) === null
  );
}

/** Removes the broker's records of earlier deaths and deliveries. */
function withoutHistory(headers: Record<string, unknown> = {}): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(headers).filter(
      ([name]) => !/^x-(first-|last-)?death|^x-delivery-count$|^x-acquired-count$/.test(name),
    ),
  );
}

function withoutAbsent(properties: object): object {
  return Object.fromEntries(Object.entries(properties).filter(([, value]) => value !== undefined));
}
