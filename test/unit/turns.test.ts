/** The turns in which requests begin: round the addresses when many come together, and with a rest for the greedy. */
import { setImmediate as nextRound } from "node:timers/promises";
import { expect, it } from "@jest/globals";
import { createAnswerTurns } from "../../gateway/limits/answer-turns.js";
import { createTurns } from "../../gateway/limits/turns.js";

/** Begins requests and tells in which order they did; `work` is what each does at once. */
function createRequests(work: (address: string) => void = () => {}) {
  const takeTurn = createTurns();
  const begun: string[] = [];
  const begin = async (address: string) => {
    await takeTurn(address);
    begun.push(address);
    work(address);
  };
  return { begin, begun };
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
  const others = ["192.0.2.2", "192.0.2.3"].map(begin);
  await Promise.all(others);
  expect(begun.slice(0, 3)).toEqual(["2001:db8:1::1", "192.0.2.2", "192.0.2.3"]);
  await Promise.all([...crowd, more]);
  expect(begun).toHaveLength(53);
  expect(begun.at(-1)).toBe("2001:db8:1::2");
});

it("an address whose requests take long rests while another is served", async () => {
  const { begin, begun } = createRequests((address) => address === "192.0.2.1" && busy(20));
  await begin("192.0.2.2");
  const crowd = Array.from({ length: 5 }, () => begin("192.0.2.1"));
  // Each of these needs many rounds of the event loop, as a request does that waits for a subgraph.
  for (let request = 0; request < 4; request++) {
    await begin("192.0.2.2");
    for (let round = 0; round < 10; round++) await nextRound();
  }
  // Each beginning of the crowd is followed by a rest of twice its time.
  expect(begun.filter((address) => address === "192.0.2.1").length).toBeLessThan(5);
  await Promise.all(crowd);
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
