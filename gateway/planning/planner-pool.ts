/** Shares a few planner threads fairly among the clients' addresses, with a time limit. */
import { AppError, unavailable } from "../../platform/errors.js";
import type { Logger } from "../../platform/log.js";
import type { EndSignal } from "../subgraph/end-signal.js";
import type { PlannerQuestion, PlanningOutcome } from "./planner-messages.js";
import type { PlannerThread } from "./planner-thread.js";
import { type Job, PlanningQueue } from "./planning-queue.js";

/** A plan as the planner returns it. */
export type Planned = Extract<PlanningOutcome, { kind: "plan" }>;

/** A description of the schema as the planner returns it. */
export type Described = Extract<PlanningOutcome, { kind: "description" }>;

/** The operation is too much work for a planner. */
export class PlanningLimitExceeded extends AppError {
  constructor(
    /** How long the planner has worked on it. */
    readonly milliseconds: number,
  ) {
    super(
      "PLANNING_LIMIT_EXCEEDED",
      "It is too much work to plan this operation; ask for less at once, or in several operations.",
    );
  }
}

/** The parts of the pool. */
export interface PlannerPoolParts {
  startThread(): PlannerThread;
  timeoutMilliseconds: number;
  log: Logger;
}

interface PlanningJob extends Job {
  question: PlannerQuestion;
  resolve(outcome: Planned | Described): void;
}

interface Slot {
  thread: PlannerThread;
  state: "starting" | "free" | "busy";
}

/** One thread plans; after the first slow operation, a second one is kept. */
const mostThreads = 2;
const longMilliseconds = 50;

/** Tools ask for all of a large schema at once: that takes several times as long as any plan may. */
const timesForDescription = 5;

/** The threads of one supergraph. The first is started with the pool. */
export class PlannerPool {
  readonly #parts: PlannerPoolParts;
  readonly #slots = new Set<Slot>();
  readonly #queue = new PlanningQueue<PlanningJob>();
  /** Threads that are kept while there is nothing to plan. */
  #kept = 1;
  #isStopped = false;
  /** Resolves once a thread is ready. Rejects when the supergraph cannot be loaded. */
  readonly ready: Promise<void>;

  constructor(parts: PlannerPoolParts) {
    this.#parts = parts;
    this.ready = this.#addThread().thread.ready;
  }

  /**
   * Plans an operation for a client at this address. `end` removes it from the queue.
   * @throws PlanningLimitExceeded, or AppError SERVICE_UNAVAILABLE when too many wait.
   */
  async plan(operation: string, address: string, end: EndSignal): Promise<Planned> {
    return (await this.#ask({ kind: "plan", operation }, address, end)) as Planned;
  }

  /**
   * Executes an operation that describes the schema, as `plan` plans one.
   * @throws PlanningLimitExceeded, or AppError SERVICE_UNAVAILABLE when too many wait.
   */
  async describe(
    question: Omit<Extract<PlannerQuestion, { kind: "describe" }>, "kind">,
    address: string,
    end: EndSignal,
  ): Promise<Described> {
    return (await this.#ask({ kind: "describe", ...question }, address, end)) as Described;
  }

  /** Another supergraph is served: a thread now runs only while there is something to plan. */
  retire(): void {
    this.#kept = 0;
    this.#dispatch();
  }

  /** Ends all threads. */
  stop(): void {
    this.#isStopped = true;
    for (const slot of this.#slots) this.#removeThread(slot);
    this.#queue.rejectAll(isStopping());
  }

  #ask(question: PlannerQuestion, address: string, end: EndSignal): Promise<Planned | Described> {
    return new Promise((resolve, reject) => {
      this.#queue.add({ question, address, resolve, reject }, end);
      this.#dispatch();
    });
  }

  #addThread(): Slot {
    const slot: Slot = { thread: this.#parts.startThread(), state: "starting" };
    this.#slots.add(slot);
    slot.thread.ready.then(
      () => {
        slot.state = "free";
        this.#dispatch();
      },
      (error: unknown) => {
        this.#slots.delete(slot);
        if (this.#isStopped) return;
        this.#parts.log.error({ err: error }, "a planner's thread could not start");
        if (this.#slots.size === 0) this.#queue.rejectAll(error);
      },
    );
    return slot;
  }

  #removeThread(slot: Slot): void {
    this.#slots.delete(slot);
    slot.thread.end();
  }

  #free(): Slot[] {
    return [...this.#slots].filter(({ state }) => state === "free");
  }

  /** Assigns waiting jobs, and starts the threads that they need. A suspect's job leaves one thread free. */
  #dispatch(): void {
    if (this.#isStopped) return;
    for (const slot of this.#free()) {
      const job = this.#queue.take(this.#free().length > 1);
      if (job === undefined) break;
      void this.#run(slot, job);
    }
    const needed = this.#queue.isSuspectWaiting ? mostThreads : Math.min(this.#queue.size, 1);
    while (this.#slots.size < Math.max(this.#kept, needed)) this.#addThread();
    if (this.#kept === 0 && this.#queue.size === 0) for (const slot of this.#free()) this.#removeThread(slot);
  }

  async #run(slot: Slot, job: PlanningJob): Promise<void> {
    slot.state = "busy";
    const startedAt = performance.now();
    const another = setTimeout(() => {
      if (this.#kept > 0) this.#kept = mostThreads;
      this.#dispatch();
    }, longMilliseconds);
    try {
      const { timeoutMilliseconds } = this.#parts;
      const times = job.question.kind === "describe" ? timesForDescription : 1;
      const outcome = await slot.thread.ask(job.question, times * timeoutMilliseconds);
      if (outcome.kind === "late") this.#removeThread(slot);
      else slot.state = "free";
      if (outcome.kind === "plan" || outcome.kind === "description") job.resolve(outcome);
      else if (outcome.kind === "failure") job.reject(new Error(`The planner failed: ${outcome.message}`));
      else this.#refuse(job, outcome.milliseconds);
    } catch (error) {
      this.#removeThread(slot);
      if (this.#isStopped) job.reject(isStopping());
      else if (isOutOfMemory(error)) this.#refuse(job, performance.now() - startedAt);
      else job.reject(error);
    } finally {
      clearTimeout(another);
      this.#queue.release(job);
      this.#dispatch();
    }
  }

  #refuse(job: PlanningJob, milliseconds: number): void {
    this.#queue.suspect(job);
    job.reject(new PlanningLimitExceeded(milliseconds));
  }
}

const isStopping = () => unavailable("The gateway stops.");

/** Planning that fills the thread's memory ends the thread; any other end is a fault of the gateway. */
function isOutOfMemory(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).code === "ERR_WORKER_OUT_OF_MEMORY";
}
