/** Has hashes made and compared in a thread beside this one, one at a time, so that nothing else waits for them. */
import { join } from "node:path";
import { Worker } from "node:worker_threads";
import pLimit from "p-limit";
import { unavailable } from "../../../platform/errors.js";
import { projectRoot } from "../../../platform/project-root.js";

/** What the thread can do. */
export type HashTask =
  | { kind: "hash"; text: string; cost: number }
  | { kind: "compare"; text: string; hashed: string }
  | { kind: "compare-foreign"; password: string; stored: string };

/** What goes to the thread, and what comes back. */
export interface HashQuestion {
  id: number;
  task: HashTask;
}
export type HashAnswer = { id: number } & ({ result: string | boolean } | { failure: string });

/** More waiting tasks than this are refused: at some ten a second, nobody would wait so long. */
const maximumWaiting = 100;
/** A thread is given a compiled file, from wherever this one is run. */
const workerPath = join(projectRoot, "dist/subgraphs/auth/service/hash-worker.js");

/**
 * Creates the way to the thread, which begins with the first task. libuv's pool would do, but files and DNS wait
 * there too, and its threads have the priority of the one that answers requests.
 */
export function createHashThread() {
  const limit = pLimit(1);
  let worker: Worker | null = null;
  let count = 0;

  const ask = (task: HashTask): Promise<string | boolean> =>
    new Promise((resolve, reject) => {
      worker ??= new Worker(workerPath);
      const asked = worker;
      const id = ++count;
      const settle = (finish: () => void) => {
        asked.off("message", onAnswer).off("error", onEnd).off("exit", onEnd);
        // Nobody waits for it: it need not keep the process alive.
        asked.unref();
        finish();
      };
      const onAnswer = (answer: HashAnswer) => {
        if (answer.id !== id) return;
        settle(() => ("result" in answer ? resolve(answer.result) : reject(new Error(answer.failure))));
      };
      const onEnd = (error: unknown) => {
        worker = null;
        settle(() => reject(unavailable("Passwords cannot be compared right now; try again.", error)));
      };
      asked.on("message", onAnswer).on("error", onEnd).on("exit", onEnd);
      asked.ref();
      asked.postMessage({ id, task } satisfies HashQuestion);
    });

  const queue = (task: HashTask): Promise<string | boolean> => {
    if (limit.pendingCount >= maximumWaiting)
      return Promise.reject(unavailable("Too many sign-ins at once; try again."));
    return limit(() => ask(task));
  };

  return {
    /** Makes a hash. @throws AppError SERVICE_UNAVAILABLE when too many wait. */
    hash: async (text: string, cost: number): Promise<string> =>
      (await queue({ kind: "hash", text, cost })) as string,
    /** Compares. @throws AppError SERVICE_UNAVAILABLE when too many wait. */
    compare: async (task: Exclude<HashTask, { kind: "hash" }>): Promise<boolean> =>
      (await queue(task)) as boolean,
  };
}
