/** Finds out whether the process that wrote a lock still holds it. */
import { readFile } from "node:fs/promises";
import { connect } from "node:net";
import { kill } from "node:process";
import type { LockContent, ServerAddress } from "./lock-files.js";

const reachableWithinMilliseconds = 1000;

/**
 * Returns when the process started, in clock ticks since the system's start, or "" when unknown:
 * https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html
 */
export async function processStart(id: number): Promise<string> {
  try {
    const stat = await readFile(`/proc/${id}/stat`, "utf8");
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    // A zombie: it has ended, and its parent has not collected its exit code yet.
    if (fields[0] === "Z" && Number(fields[17]) <= 1) return "ended";
    return fields[19] ?? "";
  } catch {
    return "";
  }
}

function isRunning(id: number): boolean {
  try {
    kill(id, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

/** Returns whether a server accepts connections there. */
export function isReachable(address: ServerAddress): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(address);
    const end = (result: boolean) => {
      socket.destroy();
      resolve(result);
    };
    socket.once("connect", () => end(true));
    socket.once("error", () => end(false));
    socket.setTimeout(reachableWithinMilliseconds, () => end(false));
  });
}

/** Returns whether the process that wrote the lock still holds it. */
export async function isHeld(content: LockContent): Promise<boolean> {
  if (content.released) return false;
  if (isRunning(content.pid) && (await processStart(content.pid)) === content.processStart) return true;
  // In another container the id means another process, or none; a socket in the folder still accepts connections.
  return content.address !== undefined && "path" in content.address && isReachable(content.address);
}
