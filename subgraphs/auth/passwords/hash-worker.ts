/** Runs in a thread of its own, at a lower priority than the threads that serve requests: makes and compares hashes. */
import { parentPort } from "node:worker_threads";
import bcrypt from "bcrypt";
import { lowerThreadPriority } from "../../../platform/thread-priority.js";
import { readForeignHash } from "./foreign-hashes/read-foreign-hash.js";
import type { HashAnswer, HashQuestion } from "./hash-thread.js";

lowerThreadPriority();

parentPort?.on("message", (question: HashQuestion) => {
  let answer: HashAnswer;
  const startedAt = performance.now();
  try {
    const result = work(question);
    answer = { id: question.id, result, milliseconds: performance.now() - startedAt };
  } catch (error) {
    answer = { id: question.id, failure: (error as Error).message };
  }
  parentPort?.postMessage(answer);
});

function work({ task }: HashQuestion): string | boolean {
  if (task.kind === "hash") return bcrypt.hashSync(task.text, task.cost);
  if (task.kind === "compare") return bcrypt.compareSync(task.text, task.hashed);
  return readForeignHash(task.stored).compare(task.password);
}
