/**
 * Echoes: only one instance receives the messages of a shared queue, beats included, so it tells the other instances
 * that it has received a beat. Each instance then knows that the queue is bound and consumed.
 */
import type { ChannelModel } from "amqplib";
import { echoExchange, echoKeyOf } from "./topology.js";

/** Listens for echoes about `queue`, by an exclusive queue named `inbox`. Calls `onLost` when no more will arrive. */
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
