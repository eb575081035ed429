/** `npm run events:replay`: moves dead letters back into the queue. */
import { readCommandLine } from "../platform/command-line.js";
import { open } from "../platform/events/rabbitmq/broker-connection.js";
import { declareTopology } from "../platform/events/rabbitmq/declare-queues.js";
import { countDeadLetters, replayDeadLetters } from "../platform/events/rabbitmq/replay-dead-letters.js";
import { createTopology, deadQueueOf } from "../platform/events/rabbitmq/topology.js";
import { runCommand, StartError } from "../platform/lifecycle.js";
import { withoutCredentials } from "../platform/text/redact.js";
import { openBroker } from "./events-broker.js";
import { readUsage } from "./read-usage.js";

const usage = readUsage("events-replay");

await runCommand(async (lifecycle) => {
  const line = readCommandLine(usage, { "dry-run": { type: "boolean" } });
  if (line === null) return console.log(usage);
  const dryRun = line.values["dry-run"] ?? false;
  const { url, queue, userPrefix = null } = openBroker(process.env);
  const connection = await open(url, "events:replay").catch((error: Error) => {
    throw new StartError(`The broker at ${withoutCredentials(url)} cannot be used: ${error.message}`);
  });
  // The command has told its outcome; a connection that is closed already is no fault of it.
  lifecycle.onStop(() => connection.close().catch(() => undefined));
  connection.on("error", () => {});
  const channel = await connection.createConfirmChannel();
  channel.on("error", () => {});
  await declareTopology(channel, createTopology(queue));

  let stopping = false;
  process.once("SIGINT", () => {
    stopping = true;
  });
  const waiting = await countDeadLetters(channel, queue);
  if (waiting === 0) return console.log(`No event is in ${deadQueueOf(queue)}.`);
  if (dryRun) {
    return console.log(`${events(waiting)} in ${deadQueueOf(queue)} would go back to ${queue}.`);
  }
  let moved = 0;
  try {
    for await (const _id of replayDeadLetters(channel, queue, waiting, userPrefix)) {
      moved += 1;
      if (stopping) break;
    }
  } catch (error) {
    throw new StartError(
      `${events(moved)} went back to ${queue}, then it stopped: ${(error as Error).message}`,
    );
  }
  // Closing only the connection would discard the last acknowledgement.
  await channel.close();
  console.log(`${events(moved)} went back to ${queue}; ${waiting - moved} of ${waiting} left.`);
  if (stopping) process.exitCode = 130;
});

function events(count: number): string {
  return count === 1 ? "1 event" : `${count} events`;
}
