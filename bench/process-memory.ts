/** Reads the memory of another process. */
import { readFileSync } from "node:fs";

/** Returns the resident memory of a process in bytes (proc_pid_status(5)). */
export function readProcessMemory(pid: number): number {
  const [, kibibytes] = /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, "utf8")) ?? [];
  return Number(kibibytes) * 1_024;
}
