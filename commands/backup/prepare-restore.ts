/** Writes and checks the new data folder of a restore. */
import { existsSync } from "node:fs";
import { chmod, type FileHandle, mkdir, open, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import {
  DataFolderInUseError,
  type DataFolderLock,
  inspectDataFolder,
  lockDataFolder,
} from "@gatehouse/embedded-mongo";
import { restorePaths } from "../../platform/settings/complete-restore.js";
import { BackupError, type openBackup } from "./format.js";
import { readFiles } from "./read-files.js";
import { syncFolder } from "./sync-folder.js";

type OpenedBackup = Awaited<ReturnType<typeof openBackup>>;

/** Takes the lock on an embedded database. @throws BackupError when a process has it. */
export async function lockFolder(directory: string): Promise<DataFolderLock> {
  try {
    return await lockDataFolder(directory);
  } catch (error) {
    if (error instanceof DataFolderInUseError)
      throw new BackupError(`Nothing was restored: ${error.message}.`);
    throw error;
  }
}

/**
 * Writes the folder that is to take the place of `dataDirectory`, and checks it. @throws BackupError when the backup is
 * damaged or another process does the same; nothing is left of the folder then.
 */
export async function prepareRestore(
  opened: OpenedBackup,
  file: string,
  dataDirectory: string,
  onProgress: (done: number, all: number) => void,
): Promise<void> {
  const { restoring } = restorePaths(dataDirectory);
  const database = join(restoring, "database");
  await mkdir(database, { recursive: true, mode: 0o700 });
  const lock = await lockFolder(database);
  try {
    await chmod(restoring, 0o700);
    // What an interrupted restore has left.
    await rm(join(restoring, "secrets"), { recursive: true, force: true });
    await mkdir(join(restoring, "secrets"), { mode: 0o700 });
    await writeFiles(opened, file, restoring, onProgress);
    const note = {
      restoredFrom: file,
      restoredAt: new Date().toISOString(),
      ...opened.index,
      replaced: existsSync(dataDirectory),
    };
    await writeFile(join(restoring, "restored.json"), `${JSON.stringify(note, null, 2)}\n`, { mode: 0o600 });
    const report = await inspectDataFolder(database);
    if (report?.broken !== null && report !== null)
      throw new BackupError(`${file} holds a damaged database.`);
    for (const folder of [database, join(restoring, "secrets"), restoring]) await syncFolder(folder);
    await lock.release();
  } catch (error) {
    await rm(restoring, { recursive: true, force: true });
    throw error;
  }
}

async function writeFiles(
  opened: OpenedBackup,
  file: string,
  folder: string,
  onProgress: (done: number, all: number) => void,
): Promise<void> {
  const all = opened.index.files.reduce((sum, { bytes }) => sum + bytes, 0);
  let done = 0;
  for (const { path } of opened.index.files) await rm(join(folder, path), { force: true });
  let current: { path: string; handle: FileHandle } | undefined;
  const finish = async () => {
    await current?.handle.sync();
    await current?.handle.close();
    current = undefined;
  };
  try {
    await readFiles(opened, file, async ({ path }, chunk) => {
      if (current?.path !== path) {
        await finish();
        current = { path, handle: await open(join(folder, path), "wx", 0o600) };
      }
      await current.handle.writeFile(chunk);
      done += chunk.length;
      onProgress(done, all);
    });
  } finally {
    await finish();
  }
}
