/** Losses at the broker are detected and repaired: bindings, queues, exchanges, messages. */
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import type { ChannelModel, ConfirmChannel } from "amqplib";
import { type AccountData, createEvent, type Event } from "../../platform/events/event.js";
import { open } from "../../platform/events/rabbitmq/broker-connection.js";
import { replayDeadLetters } from "../../platform/events/rabbitmq/replay-dead-letters.js";
import { gatewaySecretHeader } from "../../platform/http/gateway-secret.js";
import { type StatusReport, statusPath } from "../../platform/service/service-status.js";
import type { SubgraphName } from "../../schema/services.js";
import { subgraphNames } from "../../schema/services.js";
import { openVirtualHost } from "../support/rabbitmq.js";
import { eventually } from "../support/service-process.js";
import { startTestSystem, type TestSystem, type TestUser } from "../support/system.js";

const host = await openVirtualHost();
let system: TestSystem;
let connection: ChannelModel;
let channel: ConfirmChannel;
let admin: TestUser;
beforeAll(async () => {
  if (host === null) return;
  system = await startTestSystem({
    RABBITMQ_URL: host.url,
    EVENT_BEAT_MS: "200",
    // Only detected losses cause a comparison, and no periodic one.
    RECONCILE_SECONDS: "86400",
  });
  connection = await open(host.url, "test");
  channel = await connection.createConfirmChannel();
  admin = await system.registerAdmin();
});
afterAll(async () => {
  await connection?.close();
  await system?.stop();
});

async function statusOf(service: SubgraphName): Promise<StatusReport> {
  const response = await fetch(`${system.urls[service]}${statusPath}`, {
    headers: { [gatewaySecretHeader]: system.gatewaySecret },
  });
  return (await response.json()) as StatusReport;
}
const isServedSince = async (service: SubgraphName, time: number): Promise<boolean> => {
  const { eventsServedSince } = await statusOf(service);
  return eventsServedSince !== null && Date.parse(eventsServedSince) >= time;
};
const allServed = () =>
  eventually(async () => {
    const reports = await Promise.all(subgraphNames.map(statusOf));
    return reports.every(({ eventsConnected, eventsWaiting }) => eventsConnected && eventsWaiting === 0);
  });
const deleteAccount = (user: TestUser) =>
  user.data("mutation ($input: DeleteAccountInput!) { deleteAccount(input: $input) { id } }", {
    input: { currentPassword: user.password },
  });
const createTask = (user: TestUser) =>
  user.data('mutation { createTask(input: { title: "Water the plants" }) { id } }');
const isErased = async ({ id }: TestUser): Promise<boolean> => {
  const { users, tasks } = await admin.data<{
    users: { nodes: { id: string }[] };
    tasks: { totalCount: number };
  }>(
    "query ($id: ID!) { users(first: 100) { nodes { id } } tasks(filter: { ownerId: $id }) { totalCount } }",
    {
      id,
    },
  );
  return tasks.totalCount === 0 && users.nodes.every((node) => node.id !== id);
};
const isRefused = async (user: TestUser): Promise<boolean> =>
  (await user.codes("{ tasks { totalCount } }")).includes("UNAUTHENTICATED");
const ban = ({ id }: TestUser) => admin.data("mutation ($id: ID!) { disableUser(id: $id) { id } }", { id });

const sharedBindings = [
  ["auth-events", "#"],
  ["gatehouse.task", "user.deleted.#"],
  ["gatehouse.auth", "user.deleted.#"],
] as const;

(host === null ? describe.skip : describe)("a system whose broker loses things", () => {
  it.each([
    ["is served", async () => {}],
    [
      "the queues are unbound",
      async () => {
        for (const [queue, key] of sharedBindings) await channel.unbindQueue(queue, "gatehouse.events", key);
      },
    ],
    [
      "the queues are deleted",
      async () => {
        for (const [queue] of sharedBindings) await channel.deleteQueue(queue);
      },
    ],
    ["the exchange is deleted", async () => void (await channel.deleteExchange("gatehouse.events"))],
    [
      "the exchange is deleted, and made anew by another",
      async () => {
        await channel.deleteExchange("gatehouse.events");
        await channel.assertExchange("gatehouse.events", "topic", { durable: true });
        await channel.bindQueue("auth-events", "gatehouse.events", "#");
      },
    ],
    [
      "the exchange of dead letters is deleted",
      async () => void (await channel.deleteExchange("gatehouse.dead")),
    ],
  ])("erases a deleted account, and lets a ban bite, when %s", async (_what, break_) => {
    const [leaver, banned] = [await system.registerUser(), await system.registerUser()];
    await createTask(leaver);
    await createTask(banned);
    await allServed();
    await break_();
    await Promise.all([deleteAccount(leaver), ban(banned)]);
    await eventually(() => isRefused(banned));
    await eventually(() => isErased(leaver));
    await allServed();
  });

  it("says that a service is not served from the moment that its queue's silence is noticed", async () => {
    await allServed();
    const before = Date.now();
    await channel.unbindQueue("gatehouse.task", "gatehouse.events", "user.deleted.#");
    await eventually(() => isServedSince("task", before));
    const { lastBeatAt } = await statusOf("task");
    expect(Date.parse(lastBeatAt!)).toBeGreaterThan(before);
    expect((await channel.checkQueue("gatehouse.task")).consumerCount).toBe(1);
    const { systemStatus } = await admin.data<{ systemStatus: object[] }>(
      "{ systemStatus { eventsConnected eventsServedSince lastBeatAt detail } }",
    );
    expect(systemStatus).toHaveLength(subgraphNames.length);
    for (const row of systemStatus) {
      expect(row).toEqual({
        eventsConnected: true,
        eventsServedSince: expect.any(String),
        lastBeatAt: expect.any(String),
        detail: null,
      });
    }
  });

  it("says that it is not served while another program takes what is meant for it, and hears auth instead", async () => {
    const [leaver, banned] = [await system.registerUser(), await system.registerUser()];
    await createTask(leaver);
    await allServed();
    // The other program consumes first, and only the first consumer is served; it takes all messages, without effect.
    await channel.deleteQueue("gatehouse.task");
    const arguments_ = {
      "x-queue-type": "quorum",
      "x-single-active-consumer": true,
      "x-delivery-limit": 20,
      "x-dead-letter-exchange": "gatehouse.dead",
      "x-dead-letter-routing-key": "gatehouse.task",
      "x-dead-letter-strategy": "at-least-once",
      "x-overflow": "reject-publish",
    };
    await channel.assertQueue("gatehouse.task", { durable: true, arguments: arguments_ });
    await channel.bindQueue("gatehouse.task", "gatehouse.events", "user.deleted.#");
    const { consumerTag } = await channel.consume("gatehouse.task", () => {}, { noAck: true });
    await eventually(async () => {
      const { eventsConnected, eventsCanLeave } = await statusOf("task");
      return !eventsConnected && eventsCanLeave;
    });
    await Promise.all([deleteAccount(leaver), ban(banned)]);
    await eventually(() => isRefused(banned));
    await eventually(() => isErased(leaver));
    await channel.cancel(consumerTag);
    await allServed();
  });
});

(host === null ? describe.skip : describe)("a forged event", () => {
  const accountOf = ({ username, email }: TestUser, changes: Partial<AccountData>): AccountData => ({
    version: 2 ** 53 - 1,
    username,
    email,
    displayName: null,
    roles: ["USER"],
    enabled: true,
    createdAt: new Date().toISOString(),
    ...changes,
  });
  /** Publishes as a program that has the broker's password can. */
  const forge = async (event: Event) => {
    channel.publish("gatehouse.events", event.type, Buffer.from(JSON.stringify(event)));
    await channel.waitForConfirms();
  };
  const countDead = async (queue: string) => (await channel.checkQueue(`${queue}.dead`)).messageCount;
  const faceOf = async ({ id }: TestUser) =>
    (
      await admin.data<{ user: { username: string; enabled: boolean; roles: string[] } }>(
        "query ($id: ID!) { user(id: $id) { username enabled roles } }",
        { id },
      )
    ).user;

  /** Has the event of the registration reached the directory? Until then it knows no such user. */
  const isKnown = async (user: TestUser) =>
    (await admin.codes("query ($id: ID!) { user(id: $id) { enabled } }", { id: user.id })).length === 0;

  it("of a version to come neither changes an account's copy, nor pins it, nor hides a ban", async () => {
    const victim = await system.registerUser();
    await createTask(victim);
    await allServed();
    const dead = await countDead("auth-events");
    await forge(createEvent("auth", "user.enabled", victim.id, accountOf(victim, { username: "mallory" })));
    await eventually(async () => (await countDead("auth-events")) === dead + 1);
    expect(await faceOf(victim)).toEqual({ username: victim.username, enabled: true, roles: ["USER"] });
    await ban(victim);
    await eventually(() => isRefused(victim));
    await eventually(async () => !(await faceOf(victim)).enabled);
  });

  it.each([1, 2, 3, 100])("of version %s has no effect either", async (version) => {
    const victim = await system.registerUser();
    await allServed();
    await eventually(() => isKnown(victim));
    await forge(
      createEvent("auth", "user.roles-changed", victim.id, accountOf(victim, { version, roles: ["ADMIN"] })),
    );
    const last = await system.registerUser();
    await eventually(() => isKnown(last));
    expect(await faceOf(victim)).toEqual({ username: victim.username, enabled: true, roles: ["USER"] });
  });

  it("of a deletion deletes neither profile nor tasks, and goes to the dead letters", async () => {
    const victim = await system.registerUser();
    await createTask(victim);
    await allServed();
    const queues = ["auth-events", "gatehouse.task", "gatehouse.auth"];
    const before = await Promise.all(queues.map(countDead));
    await forge(createEvent("auth", "user.deleted", victim.id, { version: 2 ** 53 - 1 }));
    await eventually(async () =>
      (await Promise.all(queues.map(countDead))).every((count, index) => count === before[index]! + 1),
    );
    expect(await isErased(victim)).toBe(false);
    const { tasks } = await admin.data<{ tasks: { totalCount: number } }>(
      "query ($id: ID!) { tasks(filter: { ownerId: $id }) { totalCount } }",
      { id: victim.id },
    );
    expect(tasks.totalCount).toBe(1);
  });

  it("makes no profile of an account that there is not", async () => {
    const dead = await countDead("auth-events");
    const id = crypto.randomUUID();
    const ghost = { ...admin, id, username: "ghost", email: "ghost@example.com" };
    await forge(createEvent("auth", "user.registered", id, accountOf(ghost, { version: 1 })));
    await eventually(async () => (await countDead("auth-events")) === dead + 1);
    expect(await isErased(ghost)).toBe(true);
  });

  it.each([
    ["of another source", (id: string) => createEvent("task", "user.deleted", id, { version: 2 })],
    [
      "that is larger than any of ours",
      (id: string) => createEvent("auth", "system.test", id, { message: "x".repeat(70_000) }),
    ],
  ])("%s is refused", async (_what, forged) => {
    const dead = await countDead("auth-events");
    await forge(forged(crypto.randomUUID()));
    await eventually(async () => (await countDead("auth-events")) === dead + 1);
  });

  it("that was moved back from the dead letters is refused again, and a genuine old one changes nothing", async () => {
    const victim = await system.registerUser();
    await allServed();
    const old = createEvent(
      "auth",
      "user.enabled",
      victim.id,
      accountOf(victim, { version: 1, username: "old" }),
    );
    channel.sendToQueue("auth-events", Buffer.from(JSON.stringify(old)), { persistent: true });
    channel.sendToQueue("auth-events", Buffer.from(JSON.stringify(old)), { persistent: true });
    const dead = await countDead("auth-events");
    for await (const _id of replayDeadLetters(channel, "auth-events", dead));
    await eventually(async () => (await countDead("auth-events")) === dead);
    expect(await faceOf(victim)).toEqual({ username: victim.username, enabled: true, roles: ["USER"] });
  });
});
