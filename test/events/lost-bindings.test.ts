/** What is lost at the broker is noticed and made good: bindings, queues, exchanges, messages. */
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import type { ChannelModel, ConfirmChannel } from "amqplib";
import { open } from "../../platform/events/rabbitmq/link.js";
import { gatewaySecretHeader } from "../../platform/http/gateway-secret.js";
import { type StatusReport, statusPath } from "../../platform/http/status.js";
import type { ServiceName } from "../../platform/service-config.js";
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
    // Only what is noticed is compared, and nothing by chance.
    RECONCILE_SECONDS: "86400",
  });
  connection = await open(host.url, "test");
  channel = await connection.createConfirmChannel();
  admin = await system.registerAdmin();
});
afterAll(async () => {
  await connection?.close();
  await system?.stop();
  await host?.remove();
});

async function statusOf(service: ServiceName): Promise<StatusReport> {
  const response = await fetch(`${system.urls[service]}${statusPath}`, {
    headers: { [gatewaySecretHeader]: system.gatewaySecret },
  });
  return (await response.json()) as StatusReport;
}
const isServedSince = async (service: ServiceName, time: number): Promise<boolean> => {
  const { eventsServedSince } = await statusOf(service);
  return eventsServedSince !== null && Date.parse(eventsServedSince) >= time;
};
const allServed = () =>
  eventually(async () => {
    const reports = await Promise.all((["auth", "user", "task"] as const).map(statusOf));
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
    expect(systemStatus).toHaveLength(3);
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
    // The thief comes first, and only the first is served; it takes all there is, without effect.
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
