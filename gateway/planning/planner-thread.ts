/** One thread with a planner of its own, which is ended when an operation takes it too long. */
import { join } from "node:path";
import { Worker } from "node:worker_threads";
import { projectRoot } from "../../platform/project-root.js";
import type { PlanningLimits } from "./config.js";

/** What the thread begins with. */
export interface PlannerStart extends Pick<PlanningLimits, "plans" | "paths"> {
  /** SDL of the supergraph, as the planner takes it. */
  supergraph: string;
}

/** What the thread says: that it is ready, or what became of an operation. */
export type PlannerAnswer =
  | { kind: "ready" }
  /** `plan` is JSON; the milliseconds are of processor time. */
  | { kind: "plan"; plan: string; evaluatedPlans: number; milliseconds: number }
  /** The planner has limits of its own; this operation is over one. */
  | { kind: "over limit"; message: string }
  | { kind: "failure"; message: string };

/** What became of an operation; `late`: the thread was ended because its time was over. */
export type PlanningOutcome = Exclude<PlannerAnswer, { kind: "ready" }> | { kind: "late" };

/** A thread. It plans one operation at a time. */
export interface PlannerThread {
  /** Resolves once it has loaded the supergraph. Rejects when it cannot. */
  ready: Promise<void>;
  /** Plans. After `late` the thread is of no more use. @throws Error when the thread ends by itself. */
  plan(operation: string, timeoutMilliseconds: number): Promise<PlanningOutcome>;
  end(): void;
}

/** A thread is given a compiled file, wherever this one is run from. */
const workerPath = join(projectRoot, "dist/gateway/planning/planner-worker.js");
/** The largest graph that is known to be composed takes a tenth of it. An explosion ends the thread, not the process. */
const heapMegabytes = 1_024;

/** Starts a thread. */
export function startPlannerThread(start: PlannerStart): PlannerThread {
  const worker = new Worker(workerPath, {
    workerData: start,
    resourceLimits: { maxOldGenerationSizeMb: heapMegabytes },
  });
  let settle: { resolve(answer: PlannerAnswer): void; reject(error: unknown): void } | null = null;
  let failure: Error | null = null;

  /** The next thing that the thread says. Only while it is awaited does the thread keep the process alive. */
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

  const ready = answer().then(() => {});
  // Who uses the thread awaits it; one that was ended before is awaited by none.
  ready.catch(() => {});
  const end = () => void worker.terminate();

  return {
    ready,
    async plan(operation, timeoutMilliseconds) {
      if (failure !== null) throw failure;
      let timer: NodeJS.Timeout | undefined;
      const late = new Promise<PlanningOutcome>((resolve) => {
        timer = setTimeout(() => {
          resolve({ kind: "late" });
          end();
        }, timeoutMilliseconds);
      });
      const planned = answer() as Promise<PlanningOutcome>;
      // When it is late, the thread's end is no news.
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
