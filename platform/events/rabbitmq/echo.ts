/**
 * Echoes: of a shared queue one instance alone gets messages, beats included, so it tells the others that it has heard
 * one. By that each instance knows that the queue is bound and that one of them works on it.
 */
import type { ChannelModel } from "amqplib";
import { echoExchange, echoKeyOf } from "./topology.js";

/** Listens for echoes about `queue`, by a queue of this connection named `inbox`. `onLost`: none will come any more. */
export async function listenForEchoes(
  connection: ChannelModel,
  inbox: string,
  queue: string,
  onEcho: () => void,
  onLost: (reason: Error) => void,
): Promise<void> {
  const channel = await connection.createChannel();
  const lost = () => onLost(new Error(`the queue ${inbox} is gone`));
  channel.on("error", () => {});
  channel.on("close", lost);
  await channel.assertQueue(inbox, {
    exclusive: true,
    autoDelete: true,
    durable: false,
    arguments: { "x-queue-type": "classic" },
  });
  await channel.bindQueue(inbox, echoExchange, echoKeyOf(queue));
  await channel.consume(inbox, (message) => (message === null ? lost() : onEcho()), { noAck: true });
}
