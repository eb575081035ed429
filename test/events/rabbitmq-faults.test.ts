/**
 * Brokers that stop, relays and consumers that are killed: every change has its event once, none is invented, order is
 * kept.
 */
import { type ChildProcess, fork } from "node:child_process";
import { randomBytes, randomInt } from "node:crypto";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "@jest/globals";
import { type Connection, createConnection, type Model, Schema } from "mongoose";
import { createOutbox, indexOutbox, outboxFields, type WithOutbox } from "../../platform/database/outbox.js";
import { createEvent } from "../../platform/events/event.js";
import { type OutboxRelay, startOutboxRelay } from "../../platform/events/outbox-relay.js";
import { openRabbitMqBus, type RabbitMqBus } from "../../platform/events/rabbitmq/bus.js";
import { projectRoot } from "../../platform/project-root.js";
import { silentLog, testDatabaseUri } from "../support/environment.js";
import {
  type BrokerCorner,
  brokerUrl,
  describeWithBroker,
  describeWithPrivateBroker,
  openCable,
  openCorner,
  preparePrivateBroker,
} from "../support/rabbitmq.js";

interface Thing extends WithOutbox {
  _id: string;
  value: number;
}

const swift = { reconnect: { first: 20, longest: 200 }, redelivery: { first: 5, longest: 50 } };
const subjects = 20;

/** A database of things, each change of which has an event. */
async function openThings() {
  const name = `test_${randomBytes(6).toString("hex")}`;
  const connection: Connection = await createConnection(testDatabaseUri(), { dbName: name }).asPromise();
  const schema = new Schema<Thing>({ _id: String, value: Number, ...outboxFields }, { collection: "things" });
  indexOutbox(schema);
  const model: Model<Thing> = connection.model<Thing>("Thing", schema);
  await model.createIndexes();
  const written = new Map<string, string[]>();
  return {
    name,
    model,
    outbox: createOutbox(model),
    /** Ids of the events of each subject, in the order of its changes. */
    written,
    effects: connection.collection<{ _id: string; subject: string }>("effects"),
    /** One change of one subject with its event, in one update. */
    async change(subject: string): Promise<void> {
      const ids = written.get(subject) ?? [];
      const event = createEvent("auth", "system.test", subject, { message: String(ids.length) });
      await model.updateOne(
        { _id: subject },
        { $inc: { value: 1 }, $push: { outbox: event } },
        { upsert: true },
      );
      written.set(subject, [...ids, event.id]);
    },
    async close() {
      await connection.dropDatabase();
      await connection.close();
    },
  };
}
type Things = Awaited<ReturnType<typeof openThings>>;

/** The effects of an idempotent consumer: the ids of each subject's events in the order of their first effect. */
function collectEffects(bus: RabbitMqBus): Map<string, string[]> {
  const effects = new Map<string, string[]>();
  const seen = new Set<string>();
  bus.subscribe({
    subscriber: "user",
    types: ["system.test"],
    delivery: "shared",
    isCatchAll: true,
    handle({ id, subject }) {
      if (seen.has(id)) return;
      seen.add(id);
      effects.set(subject, [...(effects.get(subject) ?? []), id]);
    },
  });
  return effects;
}

const countAll = (lists: Map<string, string[]>) =>
  [...lists.values()].reduce((sum, { length }) => sum + length, 0);

/** Several writers, each with its own subjects, with `changes` in all; `during` gets the number of completed ones. */
async function write(
  things: Things,
  changes: number,
  during: (done: number) => void = () => {},
): Promise<void> {
  let done = 0;
  const writers = 4;
  await Promise.all(
    Array.from({ length: writers }, async (_, writer) => {
      for (let index = 0; index < changes / writers; index++) {
        await things.change(`thing-${writer}-${index % (subjects / writers)}`);
        during(++done);
      }
    }),
  );
}

async function until(what: string, isTrue: () => boolean | Promise<boolean>, seconds = 60): Promise<void> {
  const deadline = Date.now() + seconds * 1000;
  while (!(await isTrue())) {
    if (Date.now() > deadline) throw new Error(`Not within ${seconds} seconds: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

const closers: (() => Promise<unknown> | unknown)[] = [];
afterEach(async () => {
  for (let close = closers.pop(); close; close = closers.pop()) await close();
});

/** Relays that work at the same time, as the instances of a service do. */
async function startRelays(
  things: Things,
  url: string,
  names: { prefix: string; queue: string },
  count: number,
) {
  const relays: OutboxRelay[] = [];
  for (let index = 0; index < count; index++) {
    const bus = await openRabbitMqBus({ url, queue: names.queue }, silentLog(), {
      ...swift,
      prefix: names.prefix,
    });
    closers.push(bus.close);
    const relay = startOutboxRelay([createOutbox(things.model)], bus, silentLog());
    closers.push(relay.stop);
    relays.push(relay);
  }
  return relays;
}

const isFull = process.env["TEST_TIER"] === "full";

const describePrivate = isFull ? await describeWithPrivateBroker() : undefined;
describePrivate?.("a broker that is killed and started in the midst of 1,000 changes", () => {
  it("loses none of their events, invents none, and keeps the order of each subject", async () => {
    const broker = await preparePrivateBroker();
    closers.push(broker.remove);
    await broker.start();
    const things = await openThings();
    closers.push(things.close);
    const names = { prefix: "fault", queue: "fault.auth-events" };
    const relays = await startRelays(things, broker.url, names, 2);
    const consumer = await openRabbitMqBus({ url: broker.url, queue: names.queue }, silentLog(), {
      ...swift,
      ...names,
    });
    closers.push(consumer.close);
    const effects = collectEffects(consumer);

    let restarted: Promise<void> | null = null;
    await write(things, 1_000, (done) => {
      for (const relay of relays) void relay.wake();
      if (done === 400) restarted = broker.kill().then(() => broker.start());
    });
    await restarted;
    await until("all events have had their effect", () => countAll(effects) >= 1_000, 120);
    expect(effects).toEqual(things.written);
    expect(await things.model.countDocuments({ "outbox.0": { $exists: true } })).toBe(0);
  }, 300_000);
});

const describe = await describeWithBroker();
describe("with a broker that stays", () => {
  let corner: BrokerCorner;
  let things: Things;
  beforeEach(async () => {
    corner = await openCorner();
    closers.push(corner.clear);
    things = await openThings();
    closers.push(things.close);
  });

  const startWorker = async (role: "relay" | "consumer", hold = false) => {
    const settings = { url: brokerUrl, queue: corner.queue, prefix: corner.prefix };
    const database = { database: testDatabaseUri(), name: things.name };
    const worker: ChildProcess = fork(
      join(projectRoot, "test/support/event-worker.mjs"),
      [JSON.stringify({ role, hold, ...settings, ...database })],
      { execArgv: [] },
    );
    closers.push(() => kill(worker));
    return worker;
  };
  const kill = async (worker: ChildProcess): Promise<void> => {
    if (worker.exitCode !== null || worker.signalCode !== null) return;
    const ended = new Promise((resolve) => worker.once("exit", resolve));
    worker.kill("SIGKILL");
    await ended;
  };
  const message = (worker: ChildProcess) =>
    new Promise<{ effect?: string; first?: boolean }>((resolve) =>
      worker.once("message", resolve as () => void),
    );

  it("a cut connection loses no event, and order is kept", async () => {
    const cable = await openCable();
    closers.push(cable.close);
    const relays = await startRelays(things, cable.url, corner, 2);
    const consumer = await openRabbitMqBus({ url: cable.url, queue: corner.queue }, silentLog(), {
      ...swift,
      prefix: corner.prefix,
    });
    closers.push(consumer.close);
    const effects = collectEffects(consumer);
    const cuts: Promise<void>[] = [];
    await write(things, 400, (done) => {
      for (const relay of relays) void relay.wake();
      if (done === 100 || done === 250) cuts.push(cable.cut().then(cable.mend));
    });
    await Promise.all(cuts);
    await until("all events have had their effect", () => countAll(effects) >= 400);
    expect(effects).toEqual(things.written);
  }, 90_000);

  it("a relay killed at random points loses no event and invents none", async () => {
    const consumer = await openRabbitMqBus({ url: brokerUrl, queue: corner.queue }, silentLog(), {
      ...swift,
      prefix: corner.prefix,
    });
    closers.push(consumer.close);
    const effects = collectEffects(consumer);
    let written = false;
    const writing = write(things, 400).then(() => {
      written = true;
    });
    for (let round = 0; round < (isFull ? 6 : 2); round++) {
      const worker = await startWorker("relay");
      await message(worker);
      await new Promise((resolve) => setTimeout(resolve, randomInt(5, 150)));
      await kill(worker);
    }
    await writing;
    expect(written).toBe(true);
    // The lease of a killed relay ends by itself; a new relay need not wait so long here.
    await things.model.updateMany({}, { $unset: { relay: 1 } });
    await startRelays(things, brokerUrl, corner, 1);
    await until("all events have had their effect", () => countAll(effects) >= 400);
    expect(effects).toEqual(things.written);
  }, 90_000);

  it("a consumer killed after the effect and before the acknowledgement gets the event again, to one effect", async () => {
    const first = await startWorker("consumer", true);
    await message(first);
    await startRelays(things, brokerUrl, corner, 1);
    const effect = message(first);
    await things.change("thing-0-0");
    const done = await effect;
    expect(done).toEqual({ effect: things.written.get("thing-0-0")![0], first: true });
    await kill(first);

    const second = await startWorker("consumer");
    const again = new Promise((resolve) =>
      second.on("message", (told: { effect?: string }) => told.effect !== undefined && resolve(told)),
    );
    expect(await again).toEqual({ ...done, first: false });
    await until("the queue is empty", async () => (await corner.count(corner.queue)) === 0);
    expect(await things.effects.countDocuments({})).toBe(1);
  }, 60_000);

  it("a full queue delays events and loses none", async () => {
    const options = { ...swift, prefix: corner.prefix, queueArguments: { "x-max-length": 5 } };
    const bus = await openRabbitMqBus({ url: brokerUrl, queue: corner.queue }, silentLog(), options);
    closers.push(bus.close);
    const relay = startOutboxRelay([things.outbox], bus, silentLog());
    closers.push(relay.stop);
    await write(things, 60);
    await relay.wake();
    await until("the queue is full", async () => (await corner.count(corner.queue)) >= 5);
    expect(await things.model.countDocuments({ "outbox.0": { $exists: true } })).toBeGreaterThan(0);
    const effects = collectEffects(bus);
    await until("all events have had their effect", () => countAll(effects) >= 60);
    expect(effects).toEqual(things.written);
  }, 90_000);
});
