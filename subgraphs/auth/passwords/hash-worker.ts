/** Runs in a thread of its own, at a lower priority than the threads that serve requests: makes and compares hashes. */
import { readlinkSync } from "node:fs";
import { setPriority } from "node:os";
import { parentPort } from "node:worker_threads";
import bcrypt from "bcrypt";
import { readForeignHash } from "./foreign-hashes/read-foreign-hash.js";
import type { HashAnswer, HashQuestion } from "./hash-thread.js";

/** What `nice` calls 5: a third of what others get where all want the processor, all of it where they do not. */
const niceness = 5;

try {
  // Linux has priorities by thread: this link ends in the number of the thread that reads it.
  const thread = Number(readlinkSync("/proc/thread-self").split("/").at(-1));
  if (thread > 0) setPriority(thread, niceness);
} catch {
  // Elsewhere it goes without.
}

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
