/** The queue of hashes: limited by time, shared fairly by address, and without work that is no longer needed. */
import { describe, expect, it } from "@jest/globals";
import { RequestWork, runForRequest } from "../../../platform/request-work.js";
import { createHashQueue } from "./hash-queue.js";
import { HashNotStarted } from "./hash-turn.js";

/** A queue whose hashes end when the test says so, with a duration of `milliseconds`. */
function createQueueUnderTest({ waitMilliseconds = 1_000, milliseconds = 100 } = {}) {
  const queue = createHashQueue(waitMilliseconds);
  const started: string[] = [];
  const finishers: (() => void)[] = [];
  const submit = (name: string, work: RequestWork) =>
    runForRequest(work, () =>
      queue.run("compare", () => {
        started.push(name);
        return new Promise<{ result: string; milliseconds: number }>((resolve) => {
          finishers.push(() => resolve({ result: name, milliseconds }));
        });
      }),
    ).then(
      () => "done",
      (error: unknown) => (error instanceof HashNotStarted ? error.code : String(error)),
    );
  // A job that may start does so within a microtask or two.
  const settle = () => new Promise((resolve) => setImmediate(resolve));
  const finish = async () => {
    await settle();
    finishers.shift()?.();
    await settle();
  };
  const finishAll = async () => {
    await settle();
    while (finishers.length > 0) await finish();
  };
  const requireTurn = (work: RequestWork) => runForRequest(work, () => queue.requireTurn("compare"));
  return { submit, finish, finishAll, started, requireTurn };
}

/** One measured hash, by which all that follow are estimated. */
async function measureOne({ submit, finish }: ReturnType<typeof createQueueUnderTest>): Promise<void> {
  const first = submit("first", from("192.0.2.99"));
  await finish();
  await first;
}

const from = (sender: string, endsAt = Infinity) => new RequestWork(sender, endsAt);

describe("the queue of hashes", () => {
  it("refuses at once what would wait too long, and says when to come back", async () => {
    const queue = createQueueUnderTest();
    await measureOne(queue);
    const work = from("192.0.2.1");
    const outcomes = Array.from({ length: 30 }, (_, index) => queue.submit(String(index), work));
    expect(() => queue.requireTurn(work)).toThrow(
      expect.objectContaining({ code: "RATE_LIMITED", details: { retryAfterSeconds: expect.any(Number) } }),
    );
    await queue.finishAll();
    const settled = await Promise.all(outcomes);
    // A second of waiting at a tenth of a second each, and the one in progress.
    expect(settled.filter((outcome) => outcome === "done").length).toBeLessThanOrEqual(12);
    expect(new Set(settled)).toEqual(new Set(["done", "RATE_LIMITED"]));
    expect(() => queue.requireTurn(work)).not.toThrow();
  });

  it("lets an address in whose neighbour has filled it, for its next turn", async () => {
    const queue = createQueueUnderTest();
    await measureOne(queue);
    const flooder = from("192.0.2.1");
    const flood = Array.from({ length: 30 }, () => queue.submit("flood", flooder));
    const other = queue.submit("other", from("192.0.2.2"));
    const third = queue.submit("third", from("192.0.2.3"));
    for (let round = 0; round < 5; round++) await queue.finish();
    expect([await other, await third]).toEqual(["done", "done"]);
    expect(queue.started.slice(0, 5)).toEqual(["first", "flood", "flood", "other", "third"]);
    await queue.finishAll();
    await Promise.all(flood);
  });

  it("blames an address for its own many, and no address for those of all others", async () => {
    const queue = createQueueUnderTest();
    await measureOne(queue);
    const crowd = Array.from({ length: 30 }, (_, index) => queue.submit("one", from(`192.0.2.${index}`)));
    const late = await queue.submit("late", from("198.51.100.1"));
    expect(late).toBe("SERVICE_UNAVAILABLE");
    await queue.finishAll();
    expect(new Set(await Promise.all(crowd))).toEqual(new Set(["done", "SERVICE_UNAVAILABLE"]));
  });

  it("never starts what has been abandoned while it waited, and lets the next one start", async () => {
    const queue = createQueueUnderTest();
    const running = queue.submit("running", from("192.0.2.1"));
    const gone = from("192.0.2.1");
    const abandoned = queue.submit("abandoned", gone);
    const next = queue.submit("next", from("192.0.2.1"));
    gone.abandon();
    expect(await abandoned).toBe("SERVICE_UNAVAILABLE");
    await queue.finishAll();
    expect([await running, await next]).toEqual(["done", "done"]);
    expect(queue.started).toEqual(["running", "next"]);
    expect(await queue.submit("late", gone)).toBe("SERVICE_UNAVAILABLE");
  });

  it("refuses what could not be done before its request ends", async () => {
    const queue = createQueueUnderTest({ waitMilliseconds: 60_000 });
    await measureOne(queue);
    const running = queue.submit("running", from("192.0.2.1"));
    expect(await queue.submit("too late", from("192.0.2.2", performance.now() + 50))).toBe(
      "SERVICE_UNAVAILABLE",
    );
    await queue.finishAll();
    expect(await running).toBe("done");
    expect(queue.started).toEqual(["first", "running"]);
  });

  it("gives up what waits longer than was to be expected", async () => {
    const queue = createQueueUnderTest({ waitMilliseconds: 300, milliseconds: 100 });
    await measureOne(queue);
    const running = queue.submit("running", from("192.0.2.1"));
    expect(await queue.submit("waiting", from("192.0.2.2"))).toBe("SERVICE_UNAVAILABLE");
    await queue.finishAll();
    await running;
    expect(queue.started).toEqual(["first", "running"]);
  });

  it("keeps no more waiting than memory allows, and takes the places from the address that has most", async () => {
    const queue = createQueueUnderTest({ waitMilliseconds: 300_000, milliseconds: 0.001 });
    await measureOne(queue);
    const flooder = from("192.0.2.1");
    const flood = Array.from({ length: 1_200 }, () => queue.submit("flood", flooder));
    const other = queue.submit("other", from("192.0.2.2"));
    await queue.finishAll();
    expect(await other).toBe("done");
    const settled = await Promise.all(flood);
    expect(settled.filter((outcome) => outcome === "done")).toHaveLength(1_000);
    expect(new Set(settled)).toEqual(new Set(["done", "SERVICE_UNAVAILABLE", "RATE_LIMITED"]));
  });
});
