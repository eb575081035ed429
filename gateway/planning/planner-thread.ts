/** Runs a planner in a thread of its own, which is ended when a question takes too long. */
import { join } from "node:path";
import { Worker } from "node:worker_threads";
import { projectRoot } from "../../platform/project-root.js";
import { readThreadTime } from "../../platform/thread-time.js";
import type { PlannerAnswer, PlannerQuestion, PlannerStart, PlanningOutcome } from "./planner-messages.js";

/** A thread. It works on one question at a time. */
export interface PlannerThread {
  /** Resolves once it has loaded the supergraph. Rejects when it cannot. */
  ready: Promise<void>;
  /**
   * Works on a question. The timeout is of processor time: how long a busy machine keeps the thread waiting says nothing
   * about the operation. After `late` the thread has ended. @throws Error when the thread ends by itself.
   */
  ask(question: PlannerQuestion, timeoutMilliseconds: number): Promise<PlanningOutcome>;
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
    async ask(question, timeoutMilliseconds) {
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
      const answered = answer() as Promise<PlanningOutcome>;
      // After `late`, the thread ends as expected.
      answered.catch(() => {});
      worker.postMessage(question);
      try {
        return await Promise.race([answered, late]);
      } finally {
        clearTimeout(timer);
      }
    },
    end,
  };
}
