/** The turns in which requests begin: round the addresses when many come together, and with a rest for the greedy. */
import { setImmediate as nextRound } from "node:timers/promises";
import { expect, it } from "@jest/globals";
import { createAnswerTurns } from "../../gateway/limits/answer-turns.js";
import type { AppError } from "../../platform/errors.js";
import { createTurns } from "../../platform/http/turns.js";

const forEver = new AbortController().signal;

/** Begins requests and tells in which order they did; `work` is what each does at once. */
function createRequests(work: (address: string) => void = () => {}, mostWaiting = 256) {
  const turns = createTurns(mostWaiting);
  const begun: string[] = [];
  const begin = async (address: string, signal = forEver) => {
    const turn = await turns.take(address, signal);
    begun.push(address);
    work(address);
    turn.end();
  };
  return { turns, begin, begun };
}

/** Takes the event loop for so long. */
function busy(milliseconds: number): void {
  const until = performance.now() + milliseconds;
  while (performance.now() < until);
}

it("a request begins in the same round of the event loop when no other does", async () => {
  const { begin, begun } = createRequests();
  void begin("192.0.2.1");
  await nextRound();
  expect(begun).toEqual(["192.0.2.1"]);
});

it("a request goes before the crowd of another address, and after one of it", async () => {
  const { begin, begun } = createRequests();
  const crowd = Array.from({ length: 50 }, () => begin("2001:db8:1::1"));
  // The same network (/64), so the same line.
  const more = begin("2001:db8:1::2");
  const others = ["192.0.2.2", "192.0.2.3"].map((address) => begin(address));
  await Promise.all(others);
  expect(begun.slice(0, 3)).toEqual(["2001:db8:1::1", "192.0.2.2", "192.0.2.3"]);
  await Promise.all([...crowd, more]);
  expect(begun).toHaveLength(53);
  expect(begun.at(-1)).toBe("2001:db8:1::2");
});

it("of too many requests that wait, the newest of the largest crowd is refused, and not that of another address", async () => {
  const { begin, begun } = createRequests(() => {}, 10);
  const crowd = Array.from({ length: 12 }, () =>
    begin("192.0.2.1").then(
      () => "begun",
      (error: AppError) => error.code,
    ),
  );
  const other = begin("192.0.2.2");
  await other;
  const outcomes = await Promise.all(crowd);
  expect(outcomes.filter((outcome) => outcome === "begun")).toHaveLength(9);
  expect(new Set(outcomes.slice(9))).toEqual(new Set(["SERVICE_UNAVAILABLE"]));
  expect(begun).toHaveLength(10);
});

it("a request whose client has gone gives up its turn", async () => {
  const { begin, begun } = createRequests();
  const leaving = new AbortController();
  const gone = begin("192.0.2.1", leaving.signal).catch((error: unknown) => String(error));
  leaving.abort();
  expect(await gone).toContain("waited too long");
  await begin("192.0.2.1");
  expect(begun).toEqual(["192.0.2.1"]);
});

it("responses are written at once while that is quick, and in turns when it is not", async () => {
  const writeInTurn = createAnswerTurns();
  const written: string[] = [];
  const write = (address: string, milliseconds: number) =>
    writeInTurn(address, async () => {
      written.push(address);
      busy(milliseconds);
    });
  await Promise.all(Array.from({ length: 3 }, () => write("192.0.2.1", 0)));
  await nextRound();
  written.length = 0;
  const crowd = Array.from({ length: 10 }, () => write("192.0.2.1", 10));
  expect(written).toEqual(["192.0.2.1"]);
  await write("192.0.2.2", 0);
  expect(written.length).toBeLessThan(10);
  await Promise.all(crowd);
  expect(written).toHaveLength(11);
});
