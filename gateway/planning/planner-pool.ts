/** Shares a few planner threads among all clients: each in its turn, none for long. */
import { AppError, unavailable } from "../../platform/errors.js";
import type { Logger } from "../../platform/log.js";
import type { EndSignal } from "../subgraph/end-signal.js";
import type { PlannerThread, PlanningOutcome } from "./planner-thread.js";

/** A plan as it came from the planner. */
export type Planned = Extract<PlanningOutcome, { kind: "plan" }>;

/** The threads of one supergraph. */
export interface PlannerPool {
  /**
   * Plans an operation for a client at this address. `end` takes it out of the queue.
   * @throws PlanningLimitExceeded, or AppError SERVICE_UNAVAILABLE when too many wait.
   */
  plan(operation: string, address: string, end: EndSignal): Promise<Planned>;
  /** Resolves once a thread is ready. Rejects when the supergraph cannot be loaded. */
  ready(): Promise<void>;
  /** From now on a thread lives only while there is something to plan: another supergraph is served. */
  retire(): void;
  /** Ends all threads. */
  stop(): void;
}

/** The operation is too much work to plan. */
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

interface Job {
  operation: string;
  address: string;
  resolve(planned: Planned): void;
  reject(error: unknown): void;
}

interface Slot {
  thread: PlannerThread;
  state: "starting" | "free" | "busy";
}

/**
 * One serves; while it takes long, and from then on, another stands by. An address has one operation planned at a
 * time, so that no single client holds both.
 */
const mostThreads = 2;
const longMilliseconds = 50;
const waiting = { anAddress: 16, all: 256 };

/** Creates the pool, and starts its first thread. */
export function createPlannerPool(
  startThread: () => PlannerThread,
  timeoutMilliseconds: number,
  log: Logger,
): PlannerPool {
  const slots = new Set<Slot>();
  /** Jobs by address. The address that comes first is the next. */
  const queues = new Map<string, Job[]>();
  const busyAddresses = new Set<string>();
  let waitingJobs = 0;
  let kept = 1;
  let stopped = false;

  const addThread = (): Slot => {
    const slot: Slot = { thread: startThread(), state: "starting" };
    slots.add(slot);
    slot.thread.ready.then(
      () => {
        slot.state = "free";
        dispatch();
      },
      (error: unknown) => {
        slots.delete(slot);
        if (stopped) return;
        log.error({ err: error }, "a planner's thread could not start");
        if (slots.size === 0) rejectAll(error);
      },
    );
    return slot;
  };

  const removeThread = (slot: Slot) => {
    slots.delete(slot);
    slot.thread.end();
  };

  const rejectAll = (error: unknown) => {
    for (const jobs of queues.values()) for (const job of jobs) job.reject(error);
    queues.clear();
    waitingJobs = 0;
  };

  const takeJob = (): Job | undefined => {
    for (const [address, jobs] of queues) {
      if (busyAddresses.has(address)) continue;
      const job = jobs.shift()!;
      waitingJobs -= 1;
      // To the end: the others come first now.
      queues.delete(address);
      if (jobs.length > 0) queues.set(address, jobs);
      return job;
    }
    return undefined;
  };

  const dispatch = () => {
    for (const slot of slots) {
      if (slot.state !== "free") continue;
      const job = takeJob();
      if (job === undefined) break;
      void run(slot, job);
    }
    if (stopped) return;
    if (slots.size === 0 && (waitingJobs > 0 || kept > 0)) addThread();
    if (waitingJobs === 0 && kept === 0)
      for (const slot of slots) if (slot.state === "free") removeThread(slot);
  };

  const run = async (slot: Slot, job: Job): Promise<void> => {
    slot.state = "busy";
    busyAddresses.add(job.address);
    const another = setTimeout(() => {
      if (slots.size < mostThreads && !stopped) addThread();
    }, longMilliseconds);
    const startedAt = performance.now();
    const tooMuch = () => new PlanningLimitExceeded(performance.now() - startedAt);
    try {
      const outcome = await slot.thread.plan(job.operation, timeoutMilliseconds);
      if (outcome.kind === "late") removeThread(slot);
      else slot.state = "free";
      if (outcome.kind === "plan") job.resolve(outcome);
      else if (outcome.kind === "failure") job.reject(new Error(`The planner failed: ${outcome.message}`));
      else job.reject(tooMuch());
    } catch (error) {
      removeThread(slot);
      if (stopped) job.reject(unavailable("The gateway stops."));
      else job.reject(isOutOfMemory(error) ? tooMuch() : error);
    } finally {
      clearTimeout(another);
      busyAddresses.delete(job.address);
      dispatch();
    }
  };

  const enqueue = (job: Job, end: EndSignal) => {
    const jobs = queues.get(job.address) ?? [];
    if (waitingJobs >= waiting.all || jobs.length >= waiting.anAddress)
      throw unavailable("Too many operations wait to be planned; try again.");
    jobs.push(job);
    queues.set(job.address, jobs);
    waitingJobs += 1;
    end.addEventListener("abort", () => {
      const index = jobs.indexOf(job);
      if (index < 0) return;
      jobs.splice(index, 1);
      waitingJobs -= 1;
      if (jobs.length === 0 && queues.get(job.address) === jobs) queues.delete(job.address);
      job.reject(unavailable("The request's time is over."));
    });
  };

  const first = addThread();
  return {
    plan: (operation, address, end) =>
      new Promise((resolve, reject) => {
        enqueue({ operation, address, resolve, reject }, end);
        dispatch();
      }),
    ready: () => first.thread.ready,
    retire() {
      kept = 0;
      dispatch();
    },
    stop() {
      stopped = true;
      for (const slot of slots) removeThread(slot);
      rejectAll(unavailable("The gateway stops."));
    },
  };
}

/** An explosion that fills the thread's memory ends it; what else ends it is a fault of ours. */
function isOutOfMemory(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).code === "ERR_WORKER_OUT_OF_MEMORY";
}
