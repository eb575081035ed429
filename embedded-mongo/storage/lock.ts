/**
 * The lock on a data folder: one process at a time, a dead one's lock taken over, with no moment in which
 * two can have it.
 *
 * Locks are files lock.1, lock.2, ...; the highest number counts. To take over, a process makes the next
 * number, which only one can. A lock is never removed before a higher one is there, so numbers only rise.
 */
import { randomBytes } from "node:crypto";
import { link, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { connect } from "node:net";
import { join } from "node:path";
import { kill, pid } from "node:process";

/** Another process has the folder. */
export class DataFolderInUseError extends Error {
  constructor(directory: string, owner: number) {
    super(
      `the data folder ${directory} is in use by process ${owner}; stop that one first, or choose another folder`,
    );
    this.name = "DataFolderInUseError";
  }
}

/** Where a server can be reached. */
export type ServerAddress = { path: string } | { host: string; port: number };

interface LockContent {
  pid: number;
  /** Tells a process from a later one with the same number. */
  processStart: string;
  released?: boolean;
  uri?: string;
  address?: ServerAddress;
}

/** A held lock. */
export interface FolderLock {
  /** Writes into the lock where its holder can be reached. */
  publish(uri: string, address: ServerAddress): Promise<void>;
  release(): Promise<void>;
}

const NAME = /^lock\.(\d+)$/;

async function numbers(directory: string): Promise<number[]> {
  const names = await readdir(directory);
  return names
    .flatMap((name) => NAME.exec(name)?.[1] ?? [])
    .map(Number)
    .sort((a, b) => b - a);
}

async function read(directory: string, number: number): Promise<LockContent | undefined> {
  try {
    return JSON.parse(await readFile(join(directory, `lock.${number}`), "utf8")) as LockContent;
  } catch {
    // Gone: a higher one is there by now.
    return undefined;
  }
}

/** When the process started, in the system's own terms; empty where that cannot be told. */
async function processStart(id: number): Promise<string> {
  try {
    const stat = await readFile(`/proc/${id}/stat`, "utf8");
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    // It has been killed, thread by thread, and only its parent has not noticed yet.
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

function answers(address: ServerAddress): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(address);
    const end = (result: boolean) => {
      socket.destroy();
      resolve(result);
    };
    socket.once("connect", () => end(true));
    socket.once("error", () => end(false));
    socket.setTimeout(1000, () => end(false));
  });
}

async function isHeld(content: LockContent): Promise<boolean> {
  if (content.released) return false;
  if (isRunning(content.pid) && (await processStart(content.pid)) === content.processStart) return true;
  // In another container the number means another process, or none; a socket in the folder still answers.
  return content.address !== undefined && "path" in content.address && answers(content.address);
}

async function write(directory: string, content: LockContent): Promise<string> {
  const path = join(directory, `.lock-${pid}-${randomBytes(6).toString("hex")}`);
  await writeFile(path, JSON.stringify(content), { mode: 0o600, flag: "wx" });
  return path;
}

/** Takes the folder's lock; throws DataFolderInUseError while another process has it. */
export async function acquireLock(directory: string): Promise<FolderLock> {
  const content: LockContent = { pid, processStart: await processStart(pid) };
  while (true) {
    const [highest = 0] = await numbers(directory);
    const holder = highest > 0 ? await read(directory, highest) : undefined;
    if (holder && (await isHeld(holder))) throw new DataFolderInUseError(directory, holder.pid);
    if (highest > 0 && !holder && (await numbers(directory))[0] !== highest) continue;
    const mine = highest + 1;
    if (!(await create(directory, mine, content))) continue;
    const all = await numbers(directory);
    if (all[0] === mine) {
      for (const number of all.slice(1)) await rm(join(directory, `lock.${number}`), { force: true });
      return heldLock(directory, mine, content);
    }
    // Others took and left the folder meanwhile: this number was used before, so it counts for nothing.
    await rm(join(directory, `lock.${mine}`), { force: true });
  }
}

/** Makes a lock file with its content in one step; false if it is there. */
async function create(directory: string, number: number, content: LockContent): Promise<boolean> {
  const temporary = await write(directory, content);
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
    rename(await write(directory, next), join(directory, `lock.${number}`));
  return {
    publish: (uri, address) => replace({ ...content, uri, address }),
    release: () => replace({ ...content, released: true }),
  };
}

/** The URI of the server that holds the folder, if one is alive and can be reached. */
export async function runningServerUri(directory: string): Promise<string | null> {
  const [highest] = await numbers(directory).catch(() => []);
  const holder = highest === undefined ? undefined : await read(directory, highest);
  if (!holder?.uri || !holder.address || holder.released) return null;
  return (await answers(holder.address)) ? holder.uri : null;
}
