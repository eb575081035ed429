/** Gives a thread less of the processors than those that serve requests. */
import { readlinkSync } from "node:fs";
import { setPriority } from "node:os";

/** What `nice` calls 5: a third of what others get where all want the processor, all of it where they do not. */
const niceness = 5;

/** Lowers the priority of the thread that calls it. Does nothing where the system has no priorities by thread. */
export function lowerThreadPriority(): void {
  try {
    // Linux has them: this link ends in the number of the thread that reads it.
    const thread = Number(readlinkSync("/proc/thread-self").split("/").at(-1));
    if (thread > 0) setPriority(thread, niceness);
  } catch {
    // Other systems have no such link.
  }
}
