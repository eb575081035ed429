/** Makes and compares hashes in a separate thread, one at a time, so that the event loop does not wait for them. */
import { join } from "node:path";
import { Worker } from "node:worker_threads";
import { unavailable } from "../../../platform/errors.js";
import { projectRoot } from "../../../platform/project-root.js";
import type { HashMeter } from "./hash-meter.js";
import { createHashQueue, type Hashed } from "./hash-queue.js";

/** A task of the thread. */
export type HashTask =
  | { kind: "hash"; text: string; cost: number }
  | { kind: "compare"; text: string; hashed: string }
  | { kind: "compare-foreign"; password: string; stored: string };

/** The messages to the thread and back. */
export interface HashQuestion {
  id: number;
  task: HashTask;
}
export type HashAnswer = { id: number } & (Hashed<string | boolean> | { failure: string });

/** The thread runs the compiled file. */
const workerPath = join(projectRoot, "dist/subgraphs/auth/passwords/hash-worker.js");

/** The process's one thread, the number of the last task, and how many tasks it works on. */
let worker: Worker | null = null;
let count = 0;
let asked = 0;

/**
 * Creates a client of the thread, which starts with the first task. libuv's pool is not used: files and DNS queries wait
 * there too, and its threads have the priority of the thread that serves requests. No task waits for its turn for more
 * than `waitMilliseconds`.
 */
export function createHashThread(waitMilliseconds: number, meter?: HashMeter) {
  const queue = createHashQueue(waitMilliseconds, meter);
  const run = (task: HashTask) => queue.run(task.kind, () => ask(task));

  return {
    /** @throws HashNotStarted when a comparison that is asked for now would wait too long. */
    requireTurn: (): void => queue.requireTurn("compare" satisfies HashTask["kind"]),
    /** Makes a hash. @throws HashNotStarted when it would wait too long, or its request has ended. */
    hash: async (text: string, cost: number): Promise<string> =>
      (await run({ kind: "hash", text, cost })) as string,
    /** Compares. @throws HashNotStarted when it would wait too long, or its request has ended. */
    compare: async (task: Exclude<HashTask, { kind: "hash" }>): Promise<boolean> =>
      (await run(task)) as boolean,
  };
}

/** Has the thread do a task. @throws AppError SERVICE_UNAVAILABLE when the thread ends before it is done. */
function ask(task: HashTask): Promise<Hashed<string | boolean>> {
  return new Promise((resolve, reject) => {
    worker ??= new Worker(workerPath);
    const thread = worker;
    const id = ++count;
    asked += 1;
    const settle = (finish: () => void) => {
      thread.off("message", onAnswer).off("error", onEnd).off("exit", onEnd);
      asked -= 1;
      // An idle thread does not keep the process alive.
      if (asked === 0) thread.unref();
      finish();
    };
    const onAnswer = (answer: HashAnswer) => {
      if (answer.id !== id) return;
      settle(() => ("result" in answer ? resolve(answer) : reject(new Error(answer.failure))));
    };
    const onEnd = (error: unknown) => {
      if (worker === thread) worker = null;
      settle(() => reject(unavailable("Passwords cannot be compared right now; try again.", error)));
    };
    thread.on("message", onAnswer).on("error", onEnd).on("exit", onEnd);
    thread.ref();
    thread.postMessage({ id, task } satisfies HashQuestion);
  });
}
