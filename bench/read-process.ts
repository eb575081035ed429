/** Reads what another process uses of the machine. */
import { readFileSync } from "node:fs";

/** The resident memory of a process, now and at most, and its processor time (proc_pid_status(5), proc_pid_stat(5)). */
export function readProcess(pid: number) {
  const status = readFileSync(`/proc/${pid}/status`, "utf8");
  const mebibytesOf = (field: string) =>
    Math.round(Number(new RegExp(`^${field}:\\s+(\\d+)`, "m").exec(status)?.[1]) / 1024);
  const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return {
    mebibytes: mebibytesOf("VmRSS"),
    mostMebibytes: mebibytesOf("VmHWM"),
    // In hundredths of a second on every kernel.
    cpuMilliseconds: (Number(fields[11]) + Number(fields[12])) * 10,
  };
}
