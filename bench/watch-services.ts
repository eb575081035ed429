/** Measures what the services use of the machine. */
import { readFileSync } from "node:fs";
import { type ServiceName, serviceNames } from "../schema/services.js";
import type { ServiceProcess } from "../test/support/service-process.js";

/** What each process used while `work` went on. */
export async function watch(services: Record<ServiceName, ServiceProcess>, work: () => Promise<unknown>) {
  const read = () => Object.fromEntries(serviceNames.map((name) => [name, readProcess(services[name].pid)]));
  const before = read();
  await work();
  const after = read();
  return Object.fromEntries(
    serviceNames.map((name) => [
      name,
      { ...after[name]!, cpuMilliseconds: after[name]!.cpuMilliseconds - before[name]!.cpuMilliseconds },
    ]),
  ) as Record<ServiceName, ReturnType<typeof readProcess>>;
}

/** The resident memory of a process, now and at most, and its processor time (proc_pid_status(5), proc_pid_stat(5)). */
function readProcess(pid: number) {
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
