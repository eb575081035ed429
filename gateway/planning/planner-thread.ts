/** Runs a planner in a thread of its own, which is ended when an operation takes too long. */
import { join } from "node:path";
import { Worker } from "node:worker_threads";
import { projectRoot } from "../../platform/project-root.js";
import { readThreadTime } from "../../platform/thread-time.js";
import type { PlanningLimits } from "./config.js";

/** The data that the thread starts with. */
export interface PlannerStart extends Pick<PlanningLimits, "plans" | "paths"> {
  /** SDL of the supergraph, without the features that the planner refuses. */
  supergraph: string;
}

/** A message of the thread: that it is ready, or the outcome of an operation. Milliseconds are of processor time. */
export type PlannerAnswer =
  /** `thread` is the system's number of the thread. */
  | { kind: "ready"; thread: number }
  /** `plan` is JSON. */
  | { kind: "plan"; plan: string; evaluatedPlans: number; milliseconds: number }
  /** The operation exceeds a limit of @apollo/query-planner itself. */
  | { kind: "over limit"; message: string; milliseconds: number }
  | { kind: "failure"; message: string };

/** The outcome of an operation; `late`: the thread was ended after the timeout. */
export type PlanningOutcome =
  | Exclude<PlannerAnswer, { kind: "ready" }>
  | { kind: "late"; milliseconds: number };

/** A thread. It plans one operation at a time. */
export interface PlannerThread {
  /** Resolves once it has loaded the supergraph. Rejects when it cannot. */
  ready: Promise<void>;
  /**
   * Plans an operation. The timeout is of processor time: how long a busy machine keeps the thread waiting says nothing about
   * the operation. After `late` the thread has ended. @throws Error when the thread ends by itself.
   */
  plan(operation: string, timeoutMilliseconds: number): Promise<PlanningOutcome>;
  end(): void;
}

/** A worker thread needs a compiled file, also where this module is not compiled. */
const workerPath = join(projectRoot, "dist/gateway/planning/planner-worker.js");
/** The largest graph that is known to compose takes a tenth of it. Excess memory ends the thread, not the process. */
const heapMegabytes = 1_024;
/** How long a thread that has not had its time yet is left alone at least. */
const shortestLookMilliseconds = 20;

/** Starts a thread for one supergraph. */
export type StartPlanner = (start: PlannerStart) => PlannerThread;

/** Starts a thread. */
export function startPlannerThread(start: PlannerStart): PlannerThread {
  const worker = new Worker(workerPath, {
    workerData: start,
    resourceLimits: { maxOldGenerationSizeMb: heapMegabytes },
  });
  let settle: { resolve(answer: PlannerAnswer): void; reject(error: unknown): void } | null = null;
  let failure: Error | null = null;

  /** Returns the next message. The thread keeps the process alive only while one is awaited. */
  const answer = async (): Promise<PlannerAnswer> => {
    worker.ref();
    try {
      return await new Promise((resolve, reject) => {
        settle = { resolve, reject };
      });
    } finally {
      settle = null;
      worker.unref();
    }
  };
  worker.on("message", (message: PlannerAnswer) => settle?.resolve(message));
  const onEnd = (error: Error) => {
    failure ??= error;
    settle?.reject(failure);
  };
  worker.on("error", onEnd);
  worker.on("exit", () => onEnd(new Error("The planner's thread has ended.")));

  let thread = 0;
  const ready = answer().then((message) => {
    if (message.kind === "ready") thread = message.thread;
  });
  // The rejection of a thread that nothing awaits is handled here.
  ready.catch(() => {});
  const end = () => void worker.terminate();

  return {
    ready,
    async plan(operation, timeoutMilliseconds) {
      if (failure !== null) throw failure;
      let timer: NodeJS.Timeout | undefined;
      const workedBefore = readThreadTime(thread);
      const late = new Promise<PlanningOutcome>((resolve) => {
        const look = () => {
          const milliseconds = readThreadTime(thread) - workedBefore;
          const left = timeoutMilliseconds - milliseconds;
          if (left > 0) {
            timer = setTimeout(look, Math.max(left, shortestLookMilliseconds));
            return;
          }
          resolve({ kind: "late", milliseconds });
          end();
        };
        timer = setTimeout(look, timeoutMilliseconds);
      });
      const planned = answer() as Promise<PlanningOutcome>;
      // After `late`, the thread ends as expected.
      planned.catch(() => {});
      worker.postMessage(operation);
      try {
        return await Promise.race([planned, late]);
      } finally {
        clearTimeout(timer);
      }
    },
    end,
  };
}
