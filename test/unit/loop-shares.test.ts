/** The shares of the event loop: an address that takes much of it waits while others are served. By clocks of the test. */
import { expect, it } from "@jest/globals";
import { LoopShares } from "../../platform/http/loop-shares.js";

const crowd = "192.0.2.1";
const other = "192.0.2.2";

/** An event loop that works for so long when the test says so. */
function createLoop() {
  let now = 0;
  let active = 0;
  const shares = new LoopShares({ now: () => now, active: () => active });
  const pass = (milliseconds: number) => {
    now += milliseconds;
  };
  const work = (milliseconds: number) => {
    pass(milliseconds);
    active += milliseconds;
  };
  /** Serves a request whose work is all done when it begins. */
  const serve = (sender: string, milliseconds: number) => {
    const turn = shares.begin(sender);
    work(milliseconds);
    turn.end();
    turn.endBeginning(milliseconds);
  };
  /**
   * Lets `sender` do what takes so long whenever it may, and another address ask every 20 ms; returns the part of two
   * seconds that `sender` took.
   */
  const attack = (sender: string, milliseconds: number, ask: () => void) => {
    const startedAt = now;
    let taken = 0;
    let askedAt = now;
    while (now - startedAt < 2_000) {
      if (now - askedAt >= 20) {
        askedAt = now;
        ask();
      }
      if (shares.waitOf(sender) > 0) pass(1);
      else {
        serve(sender, milliseconds);
        taken += milliseconds;
      }
    }
    return taken / (now - startedAt);
  };
  return { shares, serve, work, pass, attack };
}

it("a crowd gets a third while another address is served, however dear each of its requests is", () => {
  for (const milliseconds of [1, 10, 40]) {
    const { shares, serve, attack } = createLoop();
    for (let request = 0; request < 10; request++) shares.enter(crowd);
    const part = attack(crowd, milliseconds, () => serve(other, 1));
    expect(part).toBeGreaterThan(0.2);
    expect(part).toBeLessThan(0.4);
  }
});

it("a crowd gets all while no other address is served", () => {
  const { shares, attack } = createLoop();
  for (let request = 0; request < 10; request++) shares.enter(crowd);
  expect(attack(crowd, 10, () => {})).toBeGreaterThan(0.99);
});

it("a client that waits for each of its answers is slowed down for no other below two thirds", () => {
  const { shares, serve, attack } = createLoop();
  shares.enter(crowd);
  const part = attack(crowd, 4, () => serve(other, 1));
  expect(part).toBeGreaterThan(0.6);
});

it("several crowds get two thirds together", () => {
  const { shares, serve, pass } = createLoop();
  const crowds = Array.from({ length: 8 }, (_, index) => `198.51.100.${index}`);
  for (const sender of crowds) for (let request = 0; request < 10; request++) shares.enter(sender);
  let taken = 0;
  let passed = 0;
  for (let round = 0; passed < 20_000; round++) {
    if (round % 20 === 0) serve(other, 1);
    shares.setWaiting(crowds);
    const next = crowds.find((sender) => shares.waitOf(sender) === 0);
    if (next === undefined) pass(1);
    else {
      serve(next, 10);
      taken += 10;
    }
    passed += next === undefined ? 1 : 10;
  }
  expect(taken / passed).toBeLessThan(0.75);
});

it("what a request takes after its beginning is charged: what is measured, and a share of the rest", () => {
  for (const isMeasured of [true, false]) {
    const { shares, serve, work } = createLoop();
    for (let request = 0; request < 10; request++) shares.enter(crowd);
    serve(other, 1);
    const turn = shares.begin(crowd);
    turn.endBeginning(0);
    if (isMeasured) turn.measure(() => work(120));
    else work(120);
    turn.end();
    serve(other, 1);
    expect(shares.waitOf(crowd)).toBeGreaterThan(0);
    expect(shares.waitOf(other)).toBe(0);
  }
});

it("what takes long gives way to requests of others that are under way, for a bounded time", async () => {
  const { shares, serve, pass } = createLoop();
  for (let request = 0; request < 10; request++) shares.enter(crowd);
  for (let request = 0; request < 10; request++) serve(crowd, 10);
  const underWay = shares.begin(other);
  underWay.endBeginning(0);
  while (shares.waitOf(crowd) > 1) pass(1);
  let waited = 0;
  for (; shares.waitOf(crowd) > 0; waited++) pass(1);
  expect(waited).toBeGreaterThan(5);
  expect(waited).toBeLessThan(30);
  const turn = shares.begin(crowd);
  const way = turn.giveWay();
  expect(way).toBeInstanceOf(Promise);
  underWay.end();
  await way;
  expect(turn.giveWay()).toBeUndefined();
  turn.endBeginning(0);
  turn.end();
});

it("no address waits longer than a second for what it has taken", () => {
  const { shares, serve } = createLoop();
  for (let request = 0; request < 10; request++) shares.enter(crowd);
  serve(crowd, 60_000);
  serve(other, 1);
  expect(shares.waitOf(crowd)).toBeLessThanOrEqual(1_001);
});
