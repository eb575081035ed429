/** Reads how many messages wait in the queues of a process's subscribers, and in those of their dead letters. */
import type { ChannelModel } from "amqplib";
import type { QueueState } from "../bus.js";
import { deadQueueOf } from "./topology.js";

/** Reads the states on a channel of its own, which a missing queue closes. @throws Error when the broker does not tell. */
export async function readQueues(
  connection: ChannelModel,
  queues: readonly string[],
): Promise<readonly QueueState[]> {
  const channel = await connection.createChannel();
  channel.on("error", () => {});
  try {
    const states: QueueState[] = [];
    for (const queue of new Set(queues)) {
      const { messageCount: messages } = await channel.checkQueue(queue);
      const { messageCount: deadLetters } = await channel.checkQueue(deadQueueOf(queue));
      states.push({ queue, messages, deadLetters });
    }
    return states;
  } finally {
    // A check that failed has closed it.
    await channel.close().catch(() => undefined);
  }
}
