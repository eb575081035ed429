/** The turn of one hash: its place in the queue, the wait for it, and its refusal. */
import { AppError } from "../../../platform/errors.js";
import type { FairQueue } from "../../../platform/fair-queue.js";
import type { RequestWork } from "../../../platform/request-work.js";

/** The hash was neither made nor compared: nothing was learned about its password. */
export class HashNotStarted extends AppError {}

/** A hash that waits for its turn. */
export interface Job {
  /** By which its time is estimated. */
  kind: string;
  work: RequestWork;
  start(): void;
  refuse(error: HashNotStarted): void;
}

/** Bounds the memory where hashes take next to no time. */
const mostWaiting = 1_000;

/** Makes room in a full queue: refuses a job of the sender that has most. @throws HashNotStarted when that is this one. */
export function requireRoom(
  waiting: FairQueue<Job>,
  { sender }: RequestWork,
  waitMilliseconds: number,
): void {
  if (waiting.size < mostWaiting) return;
  const displaced = waiting.makeRoom(sender);
  if (displaced === null) throw hashRefusal("SERVICE_UNAVAILABLE", waitMilliseconds);
  displaced.refuse(hashRefusal("RATE_LIMITED", waitMilliseconds));
}

/** Adds a job to the queue and waits for its start. @throws HashNotStarted after `patience` milliseconds. */
export function waitForTurn(
  waiting: FairQueue<Job>,
  { kind, work }: Pick<Job, "kind" | "work">,
  patience: number,
  waitMilliseconds: number,
  onStart: () => void,
): Promise<void> {
  return new Promise<void>((resolve, reject) => {
    const settle = () => {
      clearTimeout(timer);
      stopListening();
    };
    const job: Job = {
      kind,
      work,
      start() {
        settle();
        // At once, before other code can start another job.
        onStart();
        resolve();
      },
      refuse(error) {
        settle();
        reject(error);
      },
    };
    const giveUp = () => {
      if (waiting.remove(work.sender, job)) job.refuse(hashRefusal("SERVICE_UNAVAILABLE", waitMilliseconds));
    };
    const timer = setTimeout(giveUp, patience);
    const stopListening = work.onAbandoned(giveUp);
    waiting.add(work.sender, job);
  });
}

/** Returns the refusal of a hash that could start in so many milliseconds. */
export function hashRefusal(
  code: "RATE_LIMITED" | "SERVICE_UNAVAILABLE",
  milliseconds: number,
): HashNotStarted {
  const retryAfterSeconds = Math.max(1, Math.ceil(milliseconds / 1000));
  const message =
    code === "RATE_LIMITED"
      ? "Too many passwords from your address wait to be compared"
      : "Too many passwords wait to be compared";
  return new HashNotStarted(code, `${message}; try again in ${retryAfterSeconds} s.`, { retryAfterSeconds });
}
