/**
 * The lock on a data folder: one process at a time has it, and takes over the lock of a process that has died.
 *
 * Locks are files lock.1, lock.2, ...; the highest number counts. A process that takes over creates the next number, which
 * only one process can create. A lock is removed only when a higher one exists, so the numbers only rise.
 */
import { randomBytes } from "node:crypto";
import { link, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { connect } from "node:net";
import { join } from "node:path";
import { kill, pid } from "node:process";

/** Thrown when another process has the folder. */
export class DataFolderInUseError extends Error {
  constructor(directory: string, owner: number) {
    super(
      `the data folder ${directory} is in use by process ${owner}; stop that one first, or choose another folder`,
    );
    this.name = "DataFolderInUseError";
  }
}

/** Where a server listens. */
export type ServerAddress = { path: string } | { host: string; port: number };

interface LockContent {
  pid: number;
  /** Distinguishes the process from a later one with the same id. */
  processStart: string;
  released?: boolean;
  uri?: string;
  address?: ServerAddress;
}

/** A held lock. */
export interface FolderLock {
  /** Writes into the lock where its holder listens. */
  publish(uri: string, address: ServerAddress): Promise<void>;
  release(): Promise<void>;
}

const reachableWithinMilliseconds = 1000;
const lockName = /^lock\.(\d+)$/;

/** The numbers of all locks, the highest first. */
async function lockNumbers(directory: string): Promise<number[]> {
  const names = await readdir(directory);
  return names
    .flatMap((name) => lockName.exec(name)?.[1] ?? [])
    .map(Number)
    .sort((a, b) => b - a);
}

async function readLock(directory: string, number: number): Promise<LockContent | undefined> {
  try {
    return JSON.parse(await readFile(join(directory, `lock.${number}`), "utf8")) as LockContent;
  } catch {
    // It was removed: a higher one exists by now.
    return undefined;
  }
}

/**
 * Returns when the process started, in clock ticks since the system's start, or "" when unknown:
 * https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html
 */
async function processStart(id: number): Promise<string> {
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

function isReachable(address: ServerAddress): Promise<boolean> {
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

async function isHeld(content: LockContent): Promise<boolean> {
  if (content.released) return false;
  if (isRunning(content.pid) && (await processStart(content.pid)) === content.processStart) return true;
  // In another container the id means another process, or none; a socket in the folder still accepts connections.
  return content.address !== undefined && "path" in content.address && isReachable(content.address);
}

async function writeTemporary(directory: string, content: LockContent): Promise<string> {
  const path = join(directory, `.lock-${pid}-${randomBytes(6).toString("hex")}`);
  await writeFile(path, JSON.stringify(content), { mode: 0o600, flag: "wx" });
  return path;
}

/** Takes the folder's lock; throws DataFolderInUseError while another process has it. */
export async function acquireLock(directory: string): Promise<FolderLock> {
  const content: LockContent = { pid, processStart: await processStart(pid) };
  while (true) {
    const [highest = 0] = await lockNumbers(directory);
    const holder = highest > 0 ? await readLock(directory, highest) : undefined;
    if (holder && (await isHeld(holder))) throw new DataFolderInUseError(directory, holder.pid);
    if (highest > 0 && !holder && (await lockNumbers(directory))[0] !== highest) continue;
    const own = highest + 1;
    if (!(await createLock(directory, own, content))) continue;
    const all = await lockNumbers(directory);
    if (all[0] === own) {
      for (const number of all.slice(1)) await rm(join(directory, `lock.${number}`), { force: true });
      return heldLock(directory, own, content);
    }
    // Other processes took and released the folder meanwhile: this number was used before and is void.
    await rm(join(directory, `lock.${own}`), { force: true });
  }
}

/** Creates a lock file with its content in one step; false when it exists. */
async function createLock(directory: string, number: number, content: LockContent): Promise<boolean> {
  const temporary = await writeTemporary(directory, content);
  try {
    await link(temporary, join(directory, `lock.${number}`));
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  } finally {
    await rm(temporary, { force: true });
  }
}

function heldLock(directory: string, number: number, content: LockContent): FolderLock {
  const replace = async (next: LockContent) =>
    rename(await writeTemporary(directory, next), join(directory, `lock.${number}`));
  return {
    publish: (uri, address) => replace({ ...content, uri, address }),
    async release() {
      try {
        await replace({ ...content, released: true });
      } catch (error) {
        // The folder is gone, and the lock with it.
        if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
      }
    },
  };
}

/** The process that has the folder, and the URI of its server if it has published one; null when none has it. */
export async function findHolder(directory: string): Promise<{ pid: number; uri: string | null } | null> {
  const [highest] = await lockNumbers(directory);
  const holder = highest === undefined ? undefined : await readLock(directory, highest);
  return holder && (await isHeld(holder)) ? { pid: holder.pid, uri: holder.uri ?? null } : null;
}

/** The URI of the server that holds the folder, or null when none runs that accepts connections. */
export async function runningServerUri(directory: string): Promise<string | null> {
  const [highest] = await lockNumbers(directory).catch(() => []);
  const holder = highest === undefined ? undefined : await readLock(directory, highest);
  if (!holder?.uri || !holder.address || holder.released) return null;
  return (await isReachable(holder.address)) ? holder.uri : null;
}
