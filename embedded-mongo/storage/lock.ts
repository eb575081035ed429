/**
 * The lock on a data folder: one process at a time has it, and takes over the lock of a process that has died.
 *
 * Locks are files lock.1, lock.2, ...; the highest number counts. A process that takes over creates the next number, which
 * only one process can create. A lock is removed only when a higher one exists, so the numbers only rise.
 */
import { rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { pid } from "node:process";
import {
  createLock,
  type LockContent,
  lockNumbers,
  readLock,
  type ServerAddress,
  writeTemporary,
} from "./lock-files.js";
import { isHeld, isReachable, processStart } from "./lock-holder.js";

/** Thrown when another process has the folder. */
export class DataFolderInUseError extends Error {
  constructor(directory: string, owner: number) {
    super(
      `the data folder ${directory} is in use by process ${owner}; stop that one first, or choose another folder`,
    );
    this.name = "DataFolderInUseError";
  }
}

/** A held lock. */
export interface FolderLock {
  /** Writes into the lock where its holder listens. */
  publish(uri: string, address: ServerAddress): Promise<void>;
  release(): Promise<void>;
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
  // A folder that is absent, or that this user may not read, has no server for this process.
  const [highest] = await lockNumbers(directory).catch(() => []);
  const holder = highest === undefined ? undefined : await readLock(directory, highest);
  if (!holder?.uri || !holder.address || holder.released) return null;
  return (await isReachable(holder.address)) ? holder.uri : null;
}
