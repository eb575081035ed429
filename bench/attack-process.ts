/** The process of an attacker: how it is started and stopped, and what it reports. */
import { fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import type { Lifecycle } from "../platform/closer-stack.js";
import { projectRoot } from "../platform/project-root.js";

/** What an attacker has done. */
export interface AttackReport {
  requests: number;
  /** Processor time of the attacker itself, since it has begun. */
  cpuMilliseconds: number;
}

/** The start of a process and its first connections are no part of what is measured. */
const warmUpMilliseconds = 2_000;

/** Starts an attacker; resolves when it has begun to what stops it and returns its report. */
export async function startAttack(
  args: readonly string[],
  { onStop }: Pick<Lifecycle, "onStop">,
): Promise<() => Promise<AttackReport>> {
  const child = fork(join(projectRoot, "dist/bench/attacks-sender.js"), args);
  onStop(() => void child.kill("SIGKILL"));
  await once(child, "message");
  return async () => {
    child.send("stop");
    const [report] = (await once(child, "message")) as [AttackReport];
    await once(child, "exit");
    return report;
  };
}

/** Tells the parent that the attack has begun, and reports when the parent stops it. */
export function reportToParent(requests: () => number): void {
  let cpuBefore = process.cpuUsage();
  setTimeout(() => {
    cpuBefore = process.cpuUsage();
    process.send?.("begun");
  }, warmUpMilliseconds);
  process.on("message", () => {
    const { user, system } = process.cpuUsage(cpuBefore);
    process.send?.({
      requests: requests(),
      cpuMilliseconds: (user + system) / 1000,
    } satisfies AttackReport);
    process.disconnect();
    process.exit(0);
  });
}
