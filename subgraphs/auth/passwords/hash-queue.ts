/** Decides which hash is made or compared next, and refuses at once a hash that would wait too long. */
import { FairQueue } from "../../../platform/fair-queue.js";
import { currentWork, type RequestWork } from "../../../platform/request-work.js";
import { currentTrace } from "../../../platform/telemetry/current-trace.js";
import type { RecordedSpan } from "../../../platform/telemetry/recorded-span.js";
import { type HashMeter, noHashMeter } from "./hash-meter.js";
import { createHashTimes, type HashTimes } from "./hash-times.js";
import { hashRefusal, type Job, requireRoom, waitForTurn } from "./hash-turn.js";

/** The result of a hash, and the milliseconds that it took. */
export interface Hashed<Result> {
  result: Result;
  milliseconds: number;
}

interface RunningHash {
  kind: string;
  startedAt: number;
}

/**
 * Creates the queue: one hash at a time. Turns go round the addresses of clients, so that however many come from
 * one address, another address waits for one hash of it. A hash whose turn would come after `waitMilliseconds`, or
 * too late for its request, is refused at once; one that is still waiting when that time is over, or when its client
 * disconnects, is never started.
 */
export function createHashQueue(waitMilliseconds: number, meter: HashMeter = noHashMeter) {
  const waiting = new FairQueue<Job>();
  const times = createHashTimes();
  let running: RunningHash | null = null;
  meter.watch(() => ({ waiting: waiting.size, running: running === null ? 0 : 1 }));

  /** How long a job may wait and still be of use. */
  const patienceOf = (kind: string, { millisecondsLeft }: RequestWork): number =>
    Math.min(waitMilliseconds, millisecondsLeft - times.estimate(kind));

  const requireTurn = (kind: string, work: RequestWork): void => {
    const patience = patienceOf(kind, work);
    const wait = waitBehind(times, running, waiting.before(work.sender));
    if (wait <= patience) return;
    // Without the sender's own, would there be a turn in time?
    const others = [...waiting.before(work.sender)].filter(({ work: { sender } }) => sender !== work.sender);
    const isOwnFault = waitBehind(times, running, others) <= patience;
    throw hashRefusal(isOwnFault ? "RATE_LIMITED" : "SERVICE_UNAVAILABLE", wait - patience);
  };
  const startNext = (): void => {
    if (running === null) waiting.next()?.start();
  };

  return {
    /**
     * Returns when a hash of this kind that is asked for now would be taken.
     * @throws HashNotStarted RATE_LIMITED when the client's address alone has too many waiting, else
     * SERVICE_UNAVAILABLE; with `retryAfterSeconds`.
     */
    requireTurn: (kind: string): void => requireTurn(kind, currentWork()),

    /** Runs `hash` in its turn. @throws HashNotStarted as `requireTurn` does, also later; and the errors of `hash`. */
    async run<Result>(kind: string, hash: () => Promise<Hashed<Result>>): Promise<Result> {
      const work = currentWork();
      const askedAt = performance.now();
      requireTurn(kind, work);
      requireRoom(waiting, work, waitMilliseconds);
      const turn = waitForTurn(waiting, { kind, work }, patienceOf(kind, work), waitMilliseconds, () => {
        running = { kind, startedAt: performance.now() };
      });
      startNext();
      const parent = currentTrace()?.span ?? null;
      await within(parent, "wait for a hash", kind, () => turn);
      meter.waited(performance.now() - askedAt);
      try {
        const { result, milliseconds } = await within(parent, "hash", kind, hash);
        times.learn(kind, milliseconds);
        meter.hashed(kind, milliseconds);
        return result;
      } finally {
        running = null;
        startNext();
      }
    },
  };
}

/** Does work within a span where the request is recorded. */
function within<Result>(
  parent: RecordedSpan | null,
  name: string,
  kind: string,
  work: () => Promise<Result>,
): Promise<Result> {
  if (parent === null) return work();
  return parent.run(name, { attributes: { "gatehouse.hash.kind": kind } }, work);
}

/** Returns the milliseconds until a job behind `jobs` would start. */
function waitBehind(times: HashTimes, running: RunningHash | null, jobs: Iterable<Job>): number {
  let sum =
    running === null
      ? 0
      : Math.max(0, times.estimate(running.kind) - (performance.now() - running.startedAt));
  for (const { kind } of jobs) sum += times.estimate(kind);
  return sum;
}
