/**
 * Each service has its own user at the broker, by deploy/rabbitmq/definitions.json, with the rights that it needs and
 * no more.
 */
import { afterAll, afterEach, beforeAll, describe, expect, it } from "@jest/globals";
import type { ChannelModel, ConfirmChannel } from "amqplib";
import type { EventBus } from "../../platform/events/bus.js";
import { createEvent, type Event } from "../../platform/events/event.js";
import { open } from "../../platform/events/rabbitmq/broker-connection.js";
import { openRabbitMqBus, type RabbitMqBus } from "../../platform/events/rabbitmq/bus.js";
import { replayDeadLetters } from "../../platform/events/rabbitmq/replay-dead-letters.js";
import { StartError } from "../../platform/lifecycle.js";
import { serviceNames, subgraphNames } from "../../schema/services.js";
import { silentLog } from "../support/environment.js";
import { importServiceUsers, openVirtualHost, type ServiceUsers } from "../support/rabbitmq.js";
import { eventually } from "../support/service-process.js";

const host = await openVirtualHost();
const exchange = "gatehouse.events";
/** Each service has a subscription for each instance, and each subgraph a shared one. */
const deletionsHeard = [...serviceNames, ...subgraphNames];
let users: ServiceUsers;
const buses = new Map<string, RabbitMqBus>();
const handled: { service: string; type: string; subject: string }[] = [];
const closers: (() => Promise<unknown>)[] = [];

const openBus = (service: string, url = users.urlOf(service)) =>
  openRabbitMqBus({ url, queue: "auth-events", userPrefix: users.prefix }, silentLog().child({ service }), {
    beatMilliseconds: 200,
    reconnect: { first: 20, longest: 200 },
  });
/** A connection of an attacker who has a service's password. */
async function intrude(service: string): Promise<{ connection: ChannelModel; channel: ConfirmChannel }> {
  const connection = await open(users.urlOf(service), "intruder");
  connection.on("error", () => {});
  closers.push(() => connection.close());
  const channel = await connection.createConfirmChannel();
  channel.on("error", () => {});
  return { connection, channel };
}
const subscribe = (bus: EventBus, service: string, delivery: "shared" | "each") =>
  bus.subscribe({
    subscriber: service,
    types: service === "user" && delivery === "shared" ? ["user.deleted", "user.updated"] : ["user.deleted"],
    delivery,
    isCatchAll: service === "user" && delivery === "shared",
    handle: ({ type, subject }: Event) => void handled.push({ service, type, subject }),
  });
const deletionOf = (subject: string) => createEvent("auth", "user.deleted", subject, { version: 2 });
const created = (subject: string) =>
  createEvent("task", "task.created", subject, { version: 1, ownerId: "a", assigneeId: null, enabled: true });

beforeAll(async () => {
  if (host === null) return;
  users = await importServiceUsers(host.url);
  for (const service of serviceNames) {
    const bus = await openBus(service);
    buses.set(service, bus);
    subscribe(bus, service, "each");
    if (service !== "gateway") subscribe(bus, service, "shared");
  }
  await eventually(async () => [...buses.values()].every((bus) => bus.isConnected()));
});
afterEach(async () => {
  for (let close = closers.pop(); close; close = closers.pop()) await close();
});
afterAll(async () => {
  await Promise.all([...buses.values()].map((bus) => bus.close()));
});

(host === null ? describe.skip : describe)("a user of its own at the broker", () => {
  it("lets each service send its own events and hear those of the others", async () => {
    expect([...buses.keys()].sort()).toEqual([...serviceNames].sort());
    await buses.get("auth")!.publish(deletionOf("gone"));
    await buses.get("task")!.publish(created("t1"));
    await buses
      .get("user")!
      .publish(createEvent("user", "user.updated", "u1", { version: 1, displayName: "Ada" }));
    const expected = [
      ...deletionsHeard.map((service) => `${service} user.deleted gone`),
      "user user.updated u1",
    ];
    await eventually(async () => handled.length === expected.length);
    expect(handled.map(({ service, type, subject }) => `${service} ${type} ${subject}`).sort()).toEqual(
      expected.sort(),
    );
  });

  it.each(serviceNames.filter((name) => name !== "auth"))(
    "lets %s publish no event of auth",
    async (service) => {
      const { channel } = await intrude(service);
      const closed = new Promise<Error>((resolve) => channel.on("error", resolve));
      channel.publish(exchange, "user.deleted", Buffer.from(JSON.stringify(deletionOf("victim"))));
      expect((await closed).message).toMatch(/ACCESS_REFUSED/);
    },
  );

  it.each([
    ["consume auth's queue", (channel: ConfirmChannel) => channel.consume("gatehouse.auth", () => {})],
    ["read the directory's queue", (channel: ConfirmChannel) => channel.get("auth-events")],
    ["empty it", (channel: ConfirmChannel) => channel.purgeQueue("auth-events")],
    ["delete it", (channel: ConfirmChannel) => channel.deleteQueue("auth-events")],
    ["unbind it", (channel: ConfirmChannel) => channel.unbindQueue("auth-events", exchange, "#")],
    ["delete the exchange", (channel: ConfirmChannel) => channel.deleteExchange(exchange)],
    ["read dead letters", (channel: ConfirmChannel) => channel.get("gatehouse.task.dead")],
    [
      "put a message into a queue directly",
      async (channel: ConfirmChannel) => {
        channel.sendToQueue("auth-events", Buffer.from("{}"));
        await channel.waitForConfirms();
      },
    ],
    [
      "publish in auth's name",
      async (channel: ConfirmChannel) => {
        const userId = `${users.prefix}auth`;
        channel.publish(exchange, "task.created", Buffer.from(JSON.stringify(created("t2"))), { userId });
        await channel.waitForConfirms();
      },
    ],
  ])("does not let task %s", async (_what, work) => {
    const { channel } = await intrude("task");
    const closed = new Promise<Error>((resolve) => channel.on("error", resolve));
    await Promise.resolve(work(channel)).catch(() => undefined);
    expect((await closed).message).toMatch(/ACCESS_REFUSED|PRECONDITION_FAILED.*user_id/);
  });

  it("has every event refused that its source has not published, whatever it says and whichever way it comes", async () => {
    const before = handled.length;
    const admin = await open(host!.url, "test");
    closers.push(() => admin.close());
    const look = await admin.createConfirmChannel();
    const dead = async () => (await look.checkQueue("auth-events.dead")).messageCount;
    const { channel } = await intrude("task");
    const own = { userId: `${users.prefix}task` };
    const send = (event: Event, options: object) =>
      channel.publish(exchange, "task.created", Buffer.from(JSON.stringify(event)), options);
    const forged = createEvent("user", "user.updated", "u2", { version: 9, displayName: "Mallory" });
    // With another type's key; with the copy's; without a name; with its own; as its own event, but anonymous.
    send(deletionOf("victim"), own);
    send(deletionOf("victim"), { ...own, BCC: ["user.deleted"], CC: ["user.deleted"] });
    send(deletionOf("victim"), {});
    send(forged, own);
    send(created("t3"), {});
    await channel.waitForConfirms();
    await eventually(async () => (await dead()) === 5);
    await buses.get("auth")!.publish(deletionOf("last"));
    await eventually(
      async () =>
        handled.slice(before).filter(({ subject }) => subject === "last").length === deletionsHeard.length,
    );
    expect(handled.slice(before).every(({ subject }) => subject === "last")).toBe(true);

    const moved: string[] = [];
    for await (const id of replayDeadLetters(look, "auth-events", 10, users.prefix)) moved.push(id);
    expect(moved).toEqual([]);
  });

  it("is told at the start when it is another service's", async () => {
    const failure = await openBus("task", users.urlOf("auth")).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(StartError);
    expect((failure as Error).message).toMatch(
      /^RABBITMQ_USER_PREFIX is .*-task"; RABBITMQ_URL names .*-auth"/,
    );
  });
});
