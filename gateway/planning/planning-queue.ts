/** The bounded queue of operations that wait for a planner; clients' addresses take turns. */
import { LRUCache } from "lru-cache";
import { unavailable } from "../../platform/errors.js";
import { FairQueue } from "../../platform/fair-queue.js";
import type { EndSignal } from "../subgraph/end-signal.js";

/** A job in the queue. */
export interface Job {
  address: string;
  reject(error: unknown): void;
}

/** The maximum number of waiting jobs. */
const most = { anAddress: 16, all: 256 };
/** How long an address whose job exceeded the limits comes after the others. */
const suspicion = { max: 10_000, ttl: 60_000 };

/** An address has one job in progress at a time: from `take` until `release`. */
export class PlanningQueue<One extends Job> {
  readonly #waiting = new FairQueue<One>();
  readonly #underWay = new Set<string>();
  readonly #suspects = new LRUCache<string, true>(suspicion);

  get size(): number {
    return this.#waiting.size;
  }

  /** True while an address waits that is served only when no other waits. */
  get isSuspectWaiting(): boolean {
    return [...this.#waiting.senders()].some((address) => this.#suspects.has(address));
  }

  /** Adds a job, which `end` removes. @throws AppError SERVICE_UNAVAILABLE when too many wait. */
  add(job: One, end: EndSignal): void {
    const { address } = job;
    if (this.#waiting.size >= most.all || this.#waiting.lengthOf(address) >= most.anAddress)
      throw unavailable("Too many operations wait to be planned; try again.");
    this.#waiting.add(address, job);
    end.addEventListener("abort", () => {
      if (this.#waiting.remove(address, job)) job.reject(unavailable("The request's time is over."));
    });
  }

  /** Removes and returns the next job; a suspect's only where `suspectsToo`. */
  take(suspectsToo: boolean): One | undefined {
    const addresses = [...this.#waiting.senders()].filter((address) => !this.#underWay.has(address));
    const address =
      addresses.find((one) => !this.#suspects.has(one)) ?? (suspectsToo ? addresses[0] : undefined);
    if (address === undefined) return undefined;
    this.#underWay.add(address);
    return this.#waiting.next(address);
  }

  /** Ends a job that was taken. */
  release({ address }: One): void {
    this.#underWay.delete(address);
  }

  /** Marks the address of a job that exceeded the limits. */
  suspect({ address }: One): void {
    this.#suspects.set(address, true);
  }

  /** Rejects all waiting jobs. */
  rejectAll(error: unknown): void {
    for (let job = this.#waiting.next(); job !== undefined; job = this.#waiting.next()) job.reject(error);
  }
}
