/**
 * Faults of a whole broker while services are connected: it loses all data, has too little memory, or withdraws rights.
 */
import { afterAll, afterEach, beforeAll, expect, it } from "@jest/globals";
import { createEvent } from "../../platform/events/event.js";
import { openRabbitMqBus, type RabbitMqBus } from "../../platform/events/rabbitmq/bus.js";
import { silentLog } from "../support/environment.js";
import { describeWithPrivateBroker, type PrivateBroker, preparePrivateBroker } from "../support/rabbitmq.js";
import { eventually } from "../support/service-process.js";

const describe = await describeWithPrivateBroker();
const revoked = (subject: string) => createEvent("auth", "session.revoked", subject, { accountId: "a" });

describe("a broker with which connected services", () => {
  let broker: PrivateBroker;
  const buses: RabbitMqBus[] = [];
  const told: boolean[] = [];
  let seen: string[] = [];

  beforeAll(async () => {
    broker = await preparePrivateBroker();
    await broker.start();
  }, 120_000);
  afterEach(async () => {
    for (const bus of buses.splice(0)) await bus.close();
  });
  afterAll(() => broker.remove());

  const openServed = async (): Promise<RabbitMqBus> => {
    const bus = await openRabbitMqBus({ url: broker.url, queue: "auth-events" }, silentLog(), {
      beatMilliseconds: 200,
      reconnect: { first: 20, longest: 500 },
      redelivery: { first: 5, longest: 20 },
      confirmMilliseconds: 2_000,
    });
    buses.push(bus);
    seen = [];
    for (const delivery of ["shared", "each"] as const) {
      bus.subscribe({
        subscriber: "user",
        types: ["session.revoked"],
        delivery,
        isCatchAll: delivery === "shared",
        handle: ({ subject }) => void seen.push(`${delivery} ${subject}`),
      });
    }
    await eventually(async () => bus.isConnected());
    told.length = 0;
    bus.onConnectionChange((connected) => told.push(connected));
    return bus;
  };
  const expectWell = async (bus: RabbitMqBus, subject: string) => {
    await eventually(async () => bus.isConnected());
    await bus.publish(revoked(subject));
    await eventually(async () => seen.includes(`shared ${subject}`) && seen.includes(`each ${subject}`));
    expect(told).toContain(false);
  };

  it("find nothing that was there: they make it anew, and say that they have missed something", async () => {
    const bus = await openServed();
    await broker.control("stop_app");
    await broker.control("reset");
    await broker.control("start_app");
    await expectWell(bus, "after the reset");
  }, 120_000);

  it("can publish nothing for want of memory: they say so, though nothing is cut, until there is some", async () => {
    const bus = await openServed();
    await broker.control("set_vm_memory_high_watermark", "0");
    await eventually(async () => !bus.isConnected() && told.includes(false));
    await broker.control("set_vm_memory_high_watermark", "0.4");
    await expectWell(bus, "with memory");
  }, 120_000);

  it("may do nothing any more: they say so, and go on when they may again", async () => {
    const bus = await openServed();
    await broker.control("set_permissions", "-p", "/", "guest", "^$", "^$", "^$");
    // The rights that a channel had cached.
    await broker.control("close_all_connections", "rights have changed");
    await eventually(async () => !bus.isConnected() && told.includes(false));
    await broker.control("set_permissions", "-p", "/", "guest", ".*", ".*", ".*");
    await expectWell(bus, "with permissions");
  }, 120_000);
});
