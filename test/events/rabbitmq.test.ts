/** The transport through a real broker: confirmed events arrive, failures are reported, and bad messages delay no others. */
import { afterEach, beforeEach, expect, it } from "@jest/globals";
import type { ConsumeMessage } from "amqplib";
import { createEvent, type Event } from "../../platform/events/event.js";
import {
  openRabbitMqBus,
  type RabbitMqBus,
  type RabbitMqOptions,
} from "../../platform/events/rabbitmq/bus.js";
import { replayDeadLetters } from "../../platform/events/rabbitmq/replay-dead-letters.js";
import { StartError } from "../../platform/lifecycle.js";
import { silentLog } from "../support/environment.js";
import {
  type BrokerCorner,
  brokerUrl,
  describeWithBroker,
  openCable,
  openCorner,
} from "../support/rabbitmq.js";
import { eventually } from "../support/service-process.js";

const describe = await describeWithBroker();
const revoked = (subject: string) => createEvent("auth", "session.revoked", subject, { accountId: "a" });
const tested = (message: string) => createEvent("auth", "system.test", message, { message });
const swift = {
  reconnect: { first: 20, longest: 100 },
  redelivery: { first: 5, longest: 20 },
};

describe("events through RabbitMQ", () => {
  let corner: BrokerCorner;
  const closers: (() => Promise<void>)[] = [];

  beforeEach(async () => {
    corner = await openCorner();
  });
  afterEach(async () => {
    for (let close = closers.pop(); close; close = closers.pop()) await close();
    await corner.clear();
  });

  const openBus = async (options: RabbitMqOptions = {}, url = brokerUrl): Promise<RabbitMqBus> => {
    const config = { url, queue: corner.queue };
    const bus = await openRabbitMqBus(config, silentLog(), { prefix: corner.prefix, ...swift, ...options });
    closers.push(bus.close);
    return bus;
  };
  /** Subscribes the user's shared queue and yields the subjects as they arrive. */
  const listen = (bus: RabbitMqBus, handle: (event: Event) => Promise<void> | void = () => {}): string[] => {
    const seen: string[] = [];
    bus.subscribe({
      subscriber: "user",
      types: ["session.revoked", "system.test"],
      delivery: "shared",
      isCatchAll: true,
      async handle(event) {
        await handle(event);
        seen.push(event.subject);
      },
    });
    return seen;
  };
  const until = (isTrue: () => boolean | Promise<boolean>) => eventually(async () => isTrue());
  const dead = () => corner.count(`${corner.queue}.dead`);

  it("keep until a subscriber comes, and reach it whole and in order", async () => {
    const publisher = await openBus();
    const events = [revoked("s1"), tested("s2"), revoked("s3")];
    for (const event of events) await publisher.publish(event);
    const received: Event[] = [];
    listen(await openBus(), (event) => void received.push(event));
    await until(() => received.length === 3);
    expect(received).toEqual(events);
    await until(async () => (await corner.count(corner.queue)) === 0);
  });

  it("are CloudEvents in structured JSON, persistent and known by their id", async () => {
    const bus = await openBus();
    const event = revoked("s1");
    await bus.publish(event);
    const message = await new Promise<ConsumeMessage>((resolve) => {
      void corner.channel.consume(corner.queue, (one) => resolve(one!), { noAck: true });
    });
    expect(JSON.parse(message.content.toString())).toEqual(event);
    expect(message.fields).toMatchObject({
      exchange: `${corner.prefix}.events`,
      routingKey: "session.revoked",
    });
    expect(message.properties).toMatchObject({
      contentType: "application/cloudevents+json",
      deliveryMode: 2,
      messageId: event.id,
      type: "session.revoked",
    });
  });

  it("are acknowledged without effect where no subscriber handles their type", async () => {
    const bus = await openBus();
    const seen = listen(bus);
    await bus.publish(createEvent("user", "user.updated", "u1", { version: 1, displayName: "Ada" }));
    await bus.publish(revoked("s1"));
    await until(() => seen.length === 1);
    expect(seen).toEqual(["s1"]);
    expect(await dead()).toBe(0);
  });

  it("are rejected when no queue takes them", async () => {
    const bus = await openBus();
    await corner.channel.unbindQueue(corner.queue, `${corner.prefix}.events`, "#");
    await expect(bus.publish(revoked("s1"))).rejects.toThrow("no queue for it");
    await corner.channel.bindQueue(corner.queue, `${corner.prefix}.events`, "#");
    await expect(bus.publish(revoked("s2"))).resolves.toBeUndefined();
    expect(await corner.count(corner.queue)).toBe(1);
  });

  it("are rejected while the queue is full, and taken when there is room again", async () => {
    const bus = await openBus({ queueArguments: { "x-max-length": 3 } });
    const refused: Event[] = [];
    const taken: string[] = [];
    for (let index = 0; index < 12; index++) {
      const event = revoked(`s${index}`);
      await bus.publish(event).then(
        () => taken.push(event.subject),
        () => refused.push(event),
      );
    }
    expect(refused.length).toBeGreaterThan(5);
    const seen = listen(await openBus({ queueArguments: { "x-max-length": 3 } }));
    for (const event of refused) {
      await until(() => bus.publish(event).then(...([() => true, () => false] as const)));
      taken.push(event.subject);
    }
    await until(() => seen.length >= 12);
    expect([...new Set(seen)]).toEqual(taken);
  });

  it("come back after a failure before any that follow, and in the end go to the dead letters", async () => {
    const bus = await openBus({ deliveryLimit: 3 });
    let attempts = 0;
    const seen = listen(bus, ({ subject }) => {
      if (subject === "bad" && ++attempts > 0) throw new Error("the effect could not be stored");
    });
    for (const subject of ["s1", "bad", "s2"]) await bus.publish(revoked(subject));
    await until(() => seen.length === 2);
    expect(attempts).toBe(4);
    expect(seen).toEqual(["s1", "s2"]);
    await until(async () => (await dead()) === 1);
  });

  it("go to the dead letters at once when they are not events, and delay no others", async () => {
    const bus = await openBus();
    const seen = listen(bus);
    const poison = [
      "not JSON",
      "null",
      "[]",
      '{"specversion":"1.0"}',
      JSON.stringify({ ...revoked("s0"), type: "user.exploded" }),
    ];
    for (const content of poison) {
      corner.channel.publish(`${corner.prefix}.events`, "session.revoked", Buffer.from(content));
    }
    await corner.channel.waitForConfirms();
    await bus.publish(revoked("s1"));
    await until(() => seen.length === 1);
    await until(async () => (await dead()) === poison.length);
  });

  it("leave the dead letters when they are replayed, each once, and have their effect", async () => {
    const bus = await openBus({ deliveryLimit: 1 });
    let broken = true;
    const seen = listen(bus, () => {
      if (broken) throw new Error("the database is away");
    });
    const events = [revoked("s1"), revoked("s2"), revoked("s3")];
    for (const event of events) await bus.publish(event);
    await until(async () => (await dead()) === 3);
    broken = false;
    const moved: string[] = [];
    for await (const id of replayDeadLetters(corner.channel, corner.queue, 100)) moved.push(id);
    expect(moved).toEqual(events.map(({ id }) => id));
    await until(() => seen.length === 3);
    expect(seen).toEqual(["s1", "s2", "s3"]);
    expect(await dead()).toBe(0);
  });

  it("reach each instance that asks for them, and only one of those that share", async () => {
    const buses = [await openBus(), await openBus()];
    const shared = buses.map((bus) => listen(bus));
    const each: string[][] = buses.map(() => []);
    buses.forEach((bus, index) => {
      bus.subscribe({
        subscriber: "auth",
        types: ["session.revoked"],
        delivery: "each",
        handle: ({ subject }) => void each[index]!.push(subject),
      });
    });
    await until(() => buses.every((bus) => bus.isConnected()));
    await buses[0]!.publish(tested("s0"));
    await buses[0]!.publish(revoked("s1"));
    await until(() => each.every(({ length }) => length === 1) && shared.flat().length === 2);
    expect(each).toEqual([["s1"], ["s1"]]);
    expect(shared.flat()).toEqual(["s0", "s1"]);
  });

  it("are rejected at once while the connection is cut, which is told, and go on when it is mended", async () => {
    const cable = await openCable();
    closers.push(cable.close);
    const bus = await openBus({}, cable.url);
    const told: boolean[] = [];
    bus.onConnectionChange((connected) => told.push(connected));
    const seen = listen(bus);
    bus.subscribe({ subscriber: "auth", types: ["system.test"], delivery: "each", handle: () => {} });
    await until(() => bus.isConnected());
    await bus.publish(revoked("s1"));
    await until(() => seen.length === 1);
    expect(told.at(-1)).toBe(true);

    const toldBefore = told.length;
    await cable.cut();
    await until(() => !bus.isConnected() && told.length > toldBefore);
    await until(() =>
      bus.publish(revoked("lost")).then(
        () => false,
        () => true,
      ),
    );
    const startedAt = Date.now();
    await expect(bus.publish(revoked("lost"))).rejects.toThrow("no connection");
    expect(Date.now() - startedAt).toBeLessThan(100);
    expect(told.slice(toldBefore)).toEqual([false]);

    await cable.mend();
    await until(() => bus.isConnected());
    expect(told.slice(toldBefore)).toEqual([false, true]);
    await bus.publish(revoked("s2"));
    await until(() => seen.length === 2);
  });

  it("find their queue again when another program deletes it", async () => {
    const bus = await openBus();
    const seen = listen(bus);
    await until(() => bus.isConnected());
    await corner.channel.deleteQueue(corner.queue);
    await until(() =>
      bus.publish(revoked("s1")).then(
        () => true,
        () => false,
      ),
    );
    await until(() => seen.length === 1);
  });

  it("leave an event with the broker whose effect was not stored when the service stopped", async () => {
    const first = await openBus();
    listen(first, () => new Promise(() => {}));
    await first.publish(revoked("s1"));
    await until(async () => (await corner.count(corner.queue)) === 0);
    await first.close();
    const seen = listen(await openBus());
    await until(() => seen.length === 1);
  });

  it("finish the one in hand before the service stops, and take no other", async () => {
    const bus = await openBus();
    let finish = () => {};
    const begun = new Promise<void>((resolve) => {
      listen(bus, () => {
        resolve();
        return new Promise<void>((done) => {
          finish = done;
        });
      });
    });
    for (const subject of ["s1", "s2"]) await bus.publish(revoked(subject));
    await begun;
    const stopped = bus.stopConsuming();
    finish();
    await stopped;
    await bus.close();
    const seen = listen(await openBus());
    await until(() => seen.length === 1);
    expect(seen).toEqual(["s2"]);
  });

  describe("proven by beats", () => {
    const beats = { beatMilliseconds: 60 };
    const observe = (bus: RabbitMqBus): boolean[] => {
      const told: boolean[] = [];
      bus.onConnectionChange((connected) => told.push(connected));
      return told;
    };

    it("are known to come by the instance that works and by those that stand by, and to come to another in its place", async () => {
      const [first, second] = [await openBus(beats), await openBus(beats)];
      listen(first);
      await until(() => first.isConnected());
      const seen = listen(second);
      await until(() => second.isConnected());
      await first.close();
      const told = observe(second);
      await second.publish(revoked("s1"));
      await until(() => seen.length === 1 && second.isConnected());
      // On a busy machine a beat may be late meanwhile.
      expect(told.at(-1) ?? true).toBe(true);
    });

    it("are missed aloud when the queue is unbound, and come again by themselves", async () => {
      const bus = await openBus(beats);
      const seen = listen(bus);
      await until(() => bus.isConnected());
      const told = observe(bus);
      await corner.channel.unbindQueue(corner.queue, `${corner.prefix}.events`, "#");
      await until(() => told.length >= 2 && bus.isConnected());
      expect(told.slice(0, 2)).toEqual([false, true]);
      await bus.publish(revoked("s1"));
      await until(() => seen.length === 1);
    });

    it("are missed aloud when a queue of one instance loses its exchange, though another hand makes it anew", async () => {
      const bus = await openBus(beats);
      const seen: string[] = [];
      bus.subscribe({
        subscriber: "auth",
        types: ["session.revoked"],
        delivery: "each",
        handle: ({ subject }) => void seen.push(subject),
      });
      await until(() => bus.isConnected());
      const told = observe(bus);
      await corner.channel.deleteExchange(`${corner.prefix}.events`);
      await corner.channel.assertExchange(`${corner.prefix}.events`, "topic", { durable: true });
      await corner.channel.bindQueue(corner.queue, `${corner.prefix}.events`, "#");
      await until(() => told.length >= 2 && bus.isConnected());
      await bus.publish(revoked("s1"));
      await until(() => seen.length === 1);
    });

    it("are known to be lost when beats among them are", async () => {
      // Long enough for two beats before the first is missed, which would be logged as well.
      const slower = { beatMilliseconds: 200 };
      const [working, standing] = [await openBus(slower), await openBus(slower)];
      let release = () => {};
      listen(working, () => new Promise<void>((done) => (release = done)));
      await until(() => working.isConnected());
      listen(standing);
      await until(() => standing.isConnected());
      const told = observe(working);
      await standing.publish(revoked("held"));
      await standing.publish(revoked("lost"));
      // Beats of the standby instance wait behind the event in hand.
      await until(async () => (await corner.count(corner.queue)) >= 3);
      await corner.channel.purgeQueue(corner.queue);
      release();
      await until(() => working.isConnected() && told.length > 0);
      expect(told).toContain(false);
    });

    it("are told apart from a connection that stands and passes nothing on", async () => {
      const cable = await openCable();
      closers.push(cable.close);
      // The broker itself finds the dead consumer by AMQP's heartbeat; until then that one is served.
      const url = `${cable.url}?heartbeat=1`;
      const bus = await openBus({ ...beats, confirmMilliseconds: 300 }, url);
      const seen = listen(bus);
      await until(() => bus.isConnected());
      cable.swallow();
      await until(() => !bus.isConnected());
      await expect(bus.publish(revoked("s0"))).rejects.toThrow();
      await until(() => bus.isConnected());
      await bus.publish(revoked("s1"));
      await until(() => seen.includes("s1"));
    });
  });
});

describe("a broker that does not suit", () => {
  let corner: BrokerCorner;
  beforeEach(async () => {
    corner = await openCorner();
  });
  afterEach(() => corner.clear());
  const start = (url: string) =>
    openRabbitMqBus({ url, queue: corner.queue }, silentLog(), { prefix: corner.prefix });

  it("ends the start with one line that names the queue when it is of another kind", async () => {
    await corner.channel.assertQueue(corner.queue, { durable: true });
    const failure = await start(brokerUrl).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(StartError);
    expect((failure as Error).message).toMatch(
      new RegExp(
        `^The queue "${corner.queue}" exists at the broker with other properties \\(.*inequivalent arg.*RABBITMQ_QUEUE\\.$`,
      ),
    );
  });

  it.each([
    ["a wrong password", (url: URL) => Object.assign(url, { username: "stranger", password: "hush-hush" })],
    ["a virtual host that is not there", (url: URL) => Object.assign(url, { pathname: "/not-there" })],
  ])("ends the start at %s, without showing credentials", async (_what, spoil) => {
    const failure = await start(spoil(new URL(brokerUrl)).href).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(StartError);
    expect((failure as Error).message).toMatch(/^The broker at amqp.* refuses us: /);
    expect((failure as Error).message).not.toContain("hush-hush");
  });

  it("does not end the start when it is away: events wait until it comes", async () => {
    const cable = await openCable();
    await cable.cut();
    const bus = await openRabbitMqBus({ url: cable.url, queue: corner.queue }, silentLog(), {
      prefix: corner.prefix,
      ...swift,
    });
    expect(bus.isConnected()).toBe(false);
    await expect(bus.publish(revoked("s1"))).rejects.toThrow("no connection");
    await cable.mend();
    await eventually(async () => bus.isConnected());
    await bus.publish(revoked("s1"));
    await bus.close();
    await cable.close();
  });
});
