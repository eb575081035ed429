/** Decides which hash is made or compared next, and refuses at once what would wait too long. */
import { AppError } from "../../../platform/errors.js";
import { FairQueue } from "../../../platform/fair-queue.js";
import { currentWork, type RequestWork } from "../../../platform/request-work.js";

/** The hash was neither made nor compared, and its password is as unknown as before. */
export class HashNotStarted extends AppError {}

/** Work on one hash, and how long it took in milliseconds, once it ran. */
export interface Hashed<Result> {
  result: Result;
  milliseconds: number;
}

interface Job {
  /** By which its time is estimated. */
  kind: string;
  work: RequestWork;
  start(): void;
  refuse(error: HashNotStarted): void;
}

/** Bounds the memory where hashes take next to no time. */
const mostWaiting = 1_000;
/** Until the first of its kind is measured: bcrypt at cost 12 on a usual processor. */
const firstEstimateMilliseconds = 250;
/** How much the newest measurement counts in the estimate. */
const newestShare = 0.2;

/**
 * Creates the queue: one hash at a time. Turns go round the addresses of clients, so that however many come from
 * one address, another address waits for one hash of it. A hash whose turn would come after `waitMilliseconds`, or
 * too late for its request, is refused at once; one that is waiting when that time is over, or when its client
 * goes, is never started.
 */
export function createHashQueue(waitMilliseconds: number) {
  const waiting = new FairQueue<Job>();
  const estimates = new Map<string, number>();
  let running: { kind: string; startedAt: number } | null = null;

  const estimateOf = (kind: string) => estimates.get(kind) ?? firstEstimateMilliseconds;
  const learn = (kind: string, milliseconds: number) => {
    const known = estimates.get(kind);
    estimates.set(kind, known === undefined ? milliseconds : known + newestShare * (milliseconds - known));
  };
  /** Time until a new job would start, in milliseconds. */
  const waitOf = (jobs: Iterable<Job>) => {
    let sum = 0;
    if (running !== null)
      sum = Math.max(0, estimateOf(running.kind) - (performance.now() - running.startedAt));
    for (const { kind } of jobs) sum += estimateOf(kind);
    return sum;
  };
  /** How long a job may wait and still be of use. */
  const patienceOf = (kind: string, { millisecondsLeft }: RequestWork) =>
    Math.min(waitMilliseconds, millisecondsLeft - estimateOf(kind));

  const requireTurn = (kind: string, work: RequestWork): void => {
    const patience = patienceOf(kind, work);
    const wait = waitOf(waiting.before(work.sender));
    if (wait <= patience) return;
    // Without the sender's own, would there be a turn in time?
    const others = [...waiting.before(work.sender)].filter(({ work: { sender } }) => sender !== work.sender);
    const isOwnFault = waitOf(others) <= patience;
    throw refusal(isOwnFault ? "RATE_LIMITED" : "SERVICE_UNAVAILABLE", wait - patience);
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

    /** Runs `hash` in its turn. @throws HashNotStarted as `requireTurn` does, also later; whatever `hash` throws. */
    async run<Result>(kind: string, hash: () => Promise<Hashed<Result>>): Promise<Result> {
      const work = currentWork();
      requireTurn(kind, work);
      if (waiting.size >= mostWaiting) {
        const displaced = waiting.makeRoom(work.sender);
        if (displaced === null) throw refusal("SERVICE_UNAVAILABLE", waitMilliseconds);
        displaced.refuse(refusal("RATE_LIMITED", waitMilliseconds));
      }
      await new Promise<void>((resolve, reject) => {
        const settle = () => {
          clearTimeout(timer);
          stopListening();
        };
        const job: Job = {
          kind,
          work,
          start() {
            settle();
            running = { kind, startedAt: performance.now() };
            resolve();
          },
          refuse(error) {
            settle();
            reject(error);
          },
        };
        const giveUp = () => {
          if (waiting.remove(work.sender, job)) job.refuse(refusal("SERVICE_UNAVAILABLE", waitMilliseconds));
        };
        const timer = setTimeout(giveUp, patienceOf(kind, work));
        const stopListening = work.onAbandoned(giveUp);
        waiting.add(work.sender, job);
        startNext();
      });
      try {
        const { result, milliseconds } = await hash();
        learn(kind, milliseconds);
        return result;
      } finally {
        running = null;
        startNext();
      }
    },
  };
}

function refusal(code: "RATE_LIMITED" | "SERVICE_UNAVAILABLE", milliseconds: number): HashNotStarted {
  const retryAfterSeconds = Math.max(1, Math.ceil(milliseconds / 1000));
  const message =
    code === "RATE_LIMITED"
      ? "Too many passwords from your address wait to be compared"
      : "Too many passwords wait to be compared";
  return new HashNotStarted(code, `${message}; try again in ${retryAfterSeconds} s.`, { retryAfterSeconds });
}
