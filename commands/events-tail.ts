/** `npm run events:tail`: prints events as they pass the broker, until Ctrl-C; other receivers get them as well. */
import { randomUUID } from "node:crypto";
import { readCommandLine } from "../platform/command-line.js";
import type { Event } from "../platform/events/event.js";
import { isBeat } from "../platform/events/rabbitmq/beat.js";
import { declareExchange, declareOwnQueue } from "../platform/events/rabbitmq/declare-queues.js";
import { openLink } from "../platform/events/rabbitmq/link.js";
import { decodeMessage } from "../platform/events/rabbitmq/message.js";
import { createTopology } from "../platform/events/rabbitmq/topology.js";
import { runUntilSignal, StartError } from "../platform/lifecycle.js";
import { openLog } from "../platform/log.js";
import { toPrintable, toPrintableJson } from "../platform/text/printable.js";
import { withoutCredentials } from "../platform/text/redact.js";
import { openBroker } from "./events-broker.js";
import { readUsage } from "./read-usage.js";

const usage = readUsage("events-tail");

await runUntilSignal(async (lifecycle) => {
  const line = readCommandLine(usage, { json: { type: "boolean" } });
  if (line === null) {
    console.log(usage);
    process.exit(0);
  }
  const { json = false } = line.values;
  const broker = openBroker(process.env);
  // The reader of the output has ended, such as `head`.
  process.stdout.on("error", () => process.exit(0));
  const topology = createTopology(broker.queue);
  const { log } = openLog("events:tail", { level: "warn", terminal: "off", directory: undefined });
  let reached = false;
  const link = await openLink(
    broker.url,
    {
      name: "events:tail",
      async setUp(connection, lose) {
        const channel = await connection.createChannel();
        channel.on("error", () => {});
        channel.on("close", () => lose(new Error("the channel was closed")));
        const queue = `${topology.exchange}.tail.${randomUUID()}`;
        await declareExchange(channel, topology);
        await declareOwnQueue(channel, topology, queue, ["#"]);
        await channel.consume(
          queue,
          (message) => {
            if (message === null) return lose(new Error("the queue is gone"));
            if (isBeat(message)) return;
            const decoded = decodeMessage(message);
            if ("event" in decoded)
              console.log(
                json ? toPrintableJson(JSON.stringify(decoded.event)) : toPrintable(describe(decoded.event)),
              );
            else console.error(`(a message that is not a valid event: ${toPrintable(decoded.problem)})`);
          },
          { noAck: true },
        );
        console.error(
          reached
            ? "The broker is connected again."
            : `Listening at ${withoutCredentials(broker.url)}; Ctrl-C ends it.`,
        );
        reached = true;
      },
      onLost() {
        if (reached) console.error("The connection is lost; events pass unseen until it is back.");
      },
    },
    log,
  );
  lifecycle.onStop(link.close);
  if (!reached) throw new StartError(`No broker responds at ${withoutCredentials(broker.url)}.`);
});

/** Returns one line: time, type, subject, and the data. */
function describe({ time, type, subject, source, data }: Event): string {
  return `${time.slice(11, 23)}  ${type.padEnd(18)}  ${subject}  ${source}  ${JSON.stringify(data)}`;
}
