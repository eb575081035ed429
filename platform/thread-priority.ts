/** Lowers the priority of a thread below those that serve requests. */
import { readlinkSync } from "node:fs";
import { constants, getPriority, setPriority } from "node:os";

/** Five steps of `nice`: a third of the share of others when all want the processor, all of it when they do not. */
const steps = 5;

/**
 * Lowers the priority of the calling thread below that of its process. Does nothing where the system has no priorities of
 * threads.
 */
export function lowerThreadPriority(): void {
  try {
    const thread = readThreadNumber();
    if (thread > 0) setPriority(thread, Math.min(constants.priority.PRIORITY_LOW, getPriority() + steps));
  } catch {
    // The system refuses it.
  }
}

/** The system's number of the thread that calls it; 0 where it has none. */
export function readThreadNumber(): number {
  try {
    // On Linux this link ends in the number of the thread that reads it; other systems have no such link.
    return Number(readlinkSync("/proc/thread-self").split("/").at(-1));
  } catch {
    return 0;
  }
}
