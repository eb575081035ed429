/** The files of a data folder's lock: `lock.N`, of which the highest number counts. */
import { randomBytes } from "node:crypto";
import { link, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pid } from "node:process";

/** Where a server listens. */
export type ServerAddress = { path: string } | { host: string; port: number };

/** The content of a lock's file. */
export interface LockContent {
  pid: number;
  /** Distinguishes the process from a later one with the same id. */
  processStart: string;
  released?: boolean;
  uri?: string;
  address?: ServerAddress;
}

const lockName = /^lock\.(\d+)$/;

/** The numbers of all locks, the highest first. */
export async function lockNumbers(directory: string): Promise<number[]> {
  const names = await readdir(directory);
  return names
    .flatMap((name) => lockName.exec(name)?.[1] ?? [])
    .map(Number)
    .sort((a, b) => b - a);
}

/** Returns the content of a lock; undefined when it has been removed. */
export async function readLock(directory: string, number: number): Promise<LockContent | undefined> {
  try {
    return JSON.parse(await readFile(join(directory, `lock.${number}`), "utf8")) as LockContent;
  } catch {
    // It was removed: a higher one exists by now.
    return undefined;
  }
}

/** Writes the content of a lock under a name that does not count yet. */
export async function writeTemporary(directory: string, content: LockContent): Promise<string> {
  const path = join(directory, `.lock-${pid}-${randomBytes(6).toString("hex")}`);
  await writeFile(path, JSON.stringify(content), { mode: 0o600, flag: "wx" });
  return path;
}

/** Creates a lock file with its content in one step; false when it exists. */
export async function createLock(directory: string, number: number, content: LockContent): Promise<boolean> {
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
