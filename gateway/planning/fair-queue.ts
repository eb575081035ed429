/** A bounded queue in which clients' addresses take turns. */
import { LRUCache } from "lru-cache";
import { unavailable } from "../../platform/errors.js";
import type { EndSignal } from "../subgraph/end-signal.js";

/** A job in the queue. */
export interface Job {
  address: string;
  reject(error: unknown): void;
}

/** How many jobs wait at most. */
const most = { anAddress: 16, all: 256 };
/** How long an address whose job exceeded the limits waits behind the others. */
const suspicion = { max: 10_000, ttl: 60_000 };

/** One job of an address is under way at a time: from `take` until `release`. */
export class FairQueue<One extends Job> {
  /** Jobs by address; the address that comes first is the next. */
  readonly #waiting = new Map<string, One[]>();
  readonly #underWay = new Set<string>();
  readonly #suspects = new LRUCache<string, true>(suspicion);
  #size = 0;

  get size(): number {
    return this.#size;
  }

  /** True while an address waits that is served only when no others wait. */
  get isSuspectWaiting(): boolean {
    return [...this.#waiting.keys()].some((address) => this.#suspects.has(address));
  }

  /** Adds a job, which `end` takes out again. @throws AppError SERVICE_UNAVAILABLE when too many wait. */
  add(job: One, end: EndSignal): void {
    const jobs = this.#waiting.get(job.address) ?? [];
    if (this.#size >= most.all || jobs.length >= most.anAddress)
      throw unavailable("Too many operations wait to be planned; try again.");
    jobs.push(job);
    this.#waiting.set(job.address, jobs);
    this.#size += 1;
    end.addEventListener("abort", () => this.#remove(job, jobs));
  }

  /** Takes the next job, one of a suspect only where `suspectsToo`. */
  take(suspectsToo: boolean): One | undefined {
    const addresses = [...this.#waiting.keys()].filter((address) => !this.#underWay.has(address));
    const address =
      addresses.find((one) => !this.#suspects.has(one)) ?? (suspectsToo ? addresses[0] : undefined);
    if (address === undefined) return undefined;
    const jobs = this.#waiting.get(address)!;
    const job = jobs.shift()!;
    this.#size -= 1;
    // Moves the address behind the others.
    this.#waiting.delete(address);
    if (jobs.length > 0) this.#waiting.set(address, jobs);
    this.#underWay.add(address);
    return job;
  }

  /** Ends a job that was taken. */
  release({ address }: One): void {
    this.#underWay.delete(address);
  }

  /** Marks the address of a job that exceeded the limits. */
  suspect({ address }: One): void {
    this.#suspects.set(address, true);
  }

  /** Rejects all that wait. */
  rejectAll(error: unknown): void {
    const jobs = [...this.#waiting.values()].flat();
    this.#waiting.clear();
    this.#size = 0;
    for (const job of jobs) job.reject(error);
  }

  #remove(job: One, jobs: One[]): void {
    const index = jobs.indexOf(job);
    if (index < 0 || this.#waiting.get(job.address) !== jobs) return;
    jobs.splice(index, 1);
    this.#size -= 1;
    if (jobs.length === 0) this.#waiting.delete(job.address);
    job.reject(unavailable("The request's time is over."));
  }
}
