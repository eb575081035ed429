/**
 * A process that a test may kill: relays a collection's outboxes, or consumes into another collection, as told
 * by its only argument, JSON. It runs the compiled product, as production does.
 */
import { setTimeout as pause } from "node:timers/promises";
import mongoose from "mongoose";
import { createOutbox, indexOutbox, outboxFields } from "../../dist/platform/database/outbox.js";
import { startOutboxRelay } from "../../dist/platform/events/outbox-relay.js";
import { openRabbitMqBus } from "../../dist/platform/events/rabbitmq/bus.js";
import { openLog } from "../../dist/platform/log.js";

const { role, url, queue, prefix, database, name, hold } = JSON.parse(process.argv[2]);
const connection = await mongoose.createConnection(database, { dbName: name }).asPromise();
const { log } = openLog("worker", { level: "silent", terminal: "off", directory: undefined });
const options = { prefix, reconnect: { first: 20, longest: 200 }, redelivery: { first: 5, longest: 50 } };
const bus = await openRabbitMqBus({ url, queue }, log, options);

if (role === "relay") {
  const schema = new mongoose.Schema(
    { _id: String, value: Number, ...outboxFields },
    { collection: "things" },
  );
  indexOutbox(schema);
  startOutboxRelay([createOutbox(connection.model("Thing", schema))], bus, log);
} else {
  const effects = connection.collection("effects");
  bus.subscribe({
    subscriber: "user",
    types: ["system.test"],
    delivery: "shared",
    isCatchAll: true,
    async handle(event) {
      const effect = {
        $setOnInsert: { subject: event.subject, message: event.data.message, at: new Date() },
      };
      const { upsertedCount } = await effects.updateOne({ _id: event.id }, effect, { upsert: true });
      process.send({ effect: event.id, first: upsertedCount === 1 });
      // The effect is stored and the broker does not know: now it may be killed.
      if (hold) await pause(1_000_000);
    },
  });
}
process.send({ ready: true });
