/** The relay: what is left in an outbox gets out, in order, also after failures. */
import { describe, expect, it } from "@jest/globals";
import { createInProcessBus, UnansweredEventError } from "../../platform/events/bus.js";
import { createEvent, type Event } from "../../platform/events/event.js";
import type { Outbox } from "../../platform/events/outbox-events.js";
import { startOutboxRelay } from "../../platform/events/outbox-relay.js";
import { silentLog } from "../support/environment.js";

const revoked = (subject: string) => createEvent("auth", "session.revoked", subject, { accountId: "a" });

/** An outbox in memory with the behaviour of a collection's. */
function createOutbox(documents: Map<string, Event[]>): Outbox {
  const postponed = new Map<string, number>();
  const failed = new Map<string, number>();
  const take = (id: string, ids: string[]) =>
    void documents.set(
      id,
      (documents.get(id) ?? []).filter((event) => !ids.includes(event.id)),
    );
  return {
    leaseMilliseconds: 30_000,
    lease: async () =>
      [...documents]
        .filter(([id, events]) => events.length > 0 && (postponed.get(id) ?? 0) <= Date.now())
        .map(([documentId, events]) => ({
          documentId,
          events: [...events],
          failures: failed.get(documentId) ?? 0,
        })),
    async release(id, ids) {
      take(id, ids);
      return documents.get(id) ?? [];
    },
    async postpone(id, ids, { milliseconds, failures }) {
      take(id, ids);
      postponed.set(id, Date.now() + milliseconds);
      failed.set(id, failures);
    },
    backlog: async () => ({ waiting: 0, oldestAt: null }),
  };
}

describe("the outbox relay", () => {
  it("publishes what a crash has left behind, and takes it out", async () => {
    const documents = new Map<string, Event[]>([["s1", [revoked("s1")]]]);
    const bus = createInProcessBus();
    const seen: string[] = [];
    bus.subscribe({
      subscriber: "test",
      types: ["session.revoked"],
      delivery: "shared",
      handle: ({ subject }) => void seen.push(subject),
    });
    const relay = startOutboxRelay([createOutbox(documents)], bus, silentLog());
    await relay.wake();
    await relay.stop();
    expect(seen).toEqual(["s1"]);
    expect(documents.get("s1")).toEqual([]);
  });

  it("keeps order within a document, and an event whose receiver failed, without holding up other documents", async () => {
    const events = [revoked("s1"), revoked("s1"), revoked("s1")];
    const documents = new Map<string, Event[]>([
      ["s1", events],
      ["s2", [revoked("s2")]],
    ]);
    const bus = createInProcessBus();
    const seen: string[] = [];
    let broken = true;
    bus.subscribe({
      subscriber: "test",
      types: ["session.revoked"],
      delivery: "shared",
      handle: ({ id, subject }) => {
        if (broken && id === events[1]?.id) throw new Error("the receiver is not well");
        seen.push(subject === "s1" ? id : subject);
      },
    });
    const relay = startOutboxRelay([createOutbox(documents)], bus, silentLog());
    await relay.wake();
    expect(seen.slice(0, 2)).toEqual([events[0]?.id, "s2"]);
    expect(documents.get("s1")?.map(({ id }) => id)).toEqual([events[1]?.id, events[2]?.id]);
    broken = false;
    // It is tried again after half a second.
    const deadline = Date.now() + 10_000;
    while (seen.length < 4 && Date.now() < deadline) await relay.wake();
    await relay.stop();
    expect(seen).toEqual([events[0]?.id, "s2", events[1]?.id, events[2]?.id]);
  });

  it("sees an event that was written while it was publishing another", async () => {
    const documents = new Map<string, Event[]>([["s1", [revoked("s1")]]]);
    const bus = createInProcessBus();
    const seen: string[] = [];
    bus.subscribe({
      subscriber: "test",
      types: ["session.revoked"],
      delivery: "shared",
      handle: ({ subject }) => {
        seen.push(subject);
        if (subject === "s1") {
          documents.set("s2", [revoked("s2")]);
          void relay.wake();
        }
      },
    });
    const relay = startOutboxRelay([createOutbox(documents)], bus, silentLog());
    await relay.wake();
    await relay.stop();
    expect(seen).toEqual(["s1", "s2"]);
  });

  it("tries nothing while the bus is not connected, and goes on once it is", async () => {
    const documents = new Map<string, Event[]>([["s1", [revoked("s1")]]]);
    const seen: string[] = [];
    let connected = false;
    const bus = {
      isConnected: () => connected,
      publish: async ({ subject }: Event) => void seen.push(subject),
    };
    const relay = startOutboxRelay([createOutbox(documents)], bus, silentLog());
    await relay.wake();
    expect(seen).toEqual([]);
    connected = true;
    await relay.wake();
    await relay.stop();
    expect(seen).toEqual(["s1"]);
  });

  it("delays an event longer after each failure of its own, and not for the silence of the broker", async () => {
    const planOf = async (error: Error) => {
      const plans: unknown[] = [];
      const documents = new Map<string, Event[]>([["s1", [revoked("s1")]]]);
      const outbox: Outbox = {
        ...createOutbox(documents),
        lease: async () =>
          plans.length > 0 ? [] : [{ documentId: "s1", events: documents.get("s1")!, failures: 8 }],
        postpone: async (_id, _ids, plan) => void plans.push(plan),
      };
      const bus = { isConnected: () => true, publish: () => Promise.reject(error) };
      const relay = startOutboxRelay([outbox], bus, silentLog());
      await relay.wake();
      await relay.stop();
      return plans;
    };
    expect(await planOf(new Error("the channel was closed"))).toEqual([
      { milliseconds: 128_000, failures: 9 },
    ]);
    expect(await planOf(new UnansweredEventError("silent"))).toEqual([{ milliseconds: 10_000, failures: 8 }]);
  });

  it("survives a database that does not respond", async () => {
    const relay = startOutboxRelay(
      [{ ...createOutbox(new Map()), lease: () => Promise.reject(new Error("away")) }],
      createInProcessBus(),
      silentLog(),
    );
    await expect(relay.wake()).resolves.toBeUndefined();
    await relay.stop();
  });
});
