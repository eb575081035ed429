/** Measures how long a thread has run on a processor, without the time that it waited for one. */
import { readFileSync } from "node:fs";

/** Linux counts in hundredths of a second on every kernel (proc_pid_stat(5), USER_HZ). */
const tickMilliseconds = 10;

/**
 * Returns the processor time in milliseconds of the calling thread, or of another thread of this process by its number;
 * the elapsed time where the system does not count it.
 */
export function readThreadTime(thread?: number): number {
  try {
    const folder = thread === undefined ? "thread-self" : `self/task/${thread}`;
    const stat = readFileSync(`/proc/${folder}/stat`, "utf8");
    // The name, in brackets, may contain anything; user and system time are fields 14 and 15, the name is field 2.
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return (Number(fields[11]) + Number(fields[12])) * tickMilliseconds;
  } catch {
    return performance.now();
  }
}
