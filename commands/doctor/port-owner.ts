/** Finds the process that listens on a port of this machine. */
import { execFile } from "node:child_process";
import { readdir, readFile, readlink } from "node:fs/promises";
import { promisify } from "node:util";

const lsofMilliseconds = 3_000;

/** Returns a description of the process, e.g. `process 4711 (node)`; null when this user may not see it. */
export async function findPortOwner(port: number): Promise<string | null> {
  try {
    const pid = (await findByProc(port)) ?? (await findByLsof(port));
    if (pid === null) return null;
    const name = await readFile(`/proc/${pid}/comm`, "utf8").catch(() => "");
    return `process ${pid}${name === "" ? "" : ` (${name.trim()})`}`;
  } catch {
    return null;
  }
}

/** Linux: https://man7.org/linux/man-pages/man5/proc_pid_net.5.html */
async function findByProc(port: number): Promise<number | null> {
  const tables = await Promise.all(
    ["/proc/net/tcp", "/proc/net/tcp6"].map((path) => readFile(path, "utf8").catch(() => "")),
  );
  const sockets = new Set(
    tables.flatMap((table) => findListeners(table, port)).map((inode) => `socket:[${inode}]`),
  );
  if (sockets.size === 0) return null;
  for (const pid of await readdir("/proc")) {
    if (!/^\d+$/.test(pid)) continue;
    const folder = `/proc/${pid}/fd`;
    // Those of other users are not readable; some end meanwhile.
    for (const file of await readdir(folder).catch(() => [])) {
      if (sockets.has(await readlink(`${folder}/${file}`).catch(() => ""))) return Number(pid);
    }
  }
  return null;
}

/** Returns the inodes of the sockets that listen on the port, from the text of /proc/net/tcp. */
export function findListeners(table: string, port: number): string[] {
  const listening = "0A";
  return table.split("\n").flatMap((line) => {
    const [, local = "", , state, , , , , , inode] = line.trim().split(/\s+/);
    const isPort = Number.parseInt(local.split(":")[1] ?? "", 16) === port;
    return isPort && state === listening && inode !== undefined ? [inode] : [];
  });
}

/** Other systems, with lsof. */
async function findByLsof(port: number): Promise<number | null> {
  const options = ["-nP", `-iTCP:${port}`, "-sTCP:LISTEN", "-t"];
  const { stdout } = await promisify(execFile)("lsof", options, { timeout: lsofMilliseconds });
  const pid = Number(stdout.split("\n")[0]);
  return pid > 0 ? pid : null;
}
