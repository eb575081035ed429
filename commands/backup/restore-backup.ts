/** Restores a backup into a data folder: into a new one beside it, which takes its place when it is whole. */
import { existsSync } from "node:fs";
import { rename, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { DataFolderLock } from "@gatehouse/embedded-mongo";
import { completeRestore, restorePaths } from "../../platform/settings/complete-restore.js";
import { BackupError, type BackupIndex, openBackup } from "./format.js";
import { isNewer } from "./is-newer.js";
import { listSecrets } from "./list-secrets.js";
import { lockFolder, prepareRestore } from "./prepare-restore.js";
import { syncFolder } from "./sync-folder.js";

/** What is to be restored. */
export interface RestoreRequest {
  file: string;
  dataDirectory: string;
  /** Moves the data that is there aside. */
  replace: boolean;
  /** The version of this code. */
  version: string;
  /** Called with the numbers of bytes written and expected. */
  onProgress: (done: number, all: number) => void;
}

/**
 * Restores the backup and returns its index. A process that dies before the last step leaves the data as it was; after that
 * the next start completes the restore.
 * @throws BackupError when the backup is damaged or newer, or the data folder has data or is in use.
 */
export async function restoreBackup(request: RestoreRequest): Promise<BackupIndex> {
  const { file, dataDirectory, replace, version, onProgress } = request;
  completeRestore(dataDirectory);
  const opened = await openBackup(file);
  try {
    const { index } = opened;
    if (isNewer(index.version, version)) {
      throw new BackupError(
        `${file} was made by version ${index.version}, which is newer than this one, ${version}: restore it with that version.`,
      );
    }
    await requireRoom(dataDirectory, replace);
    const present = await lockPresent(join(dataDirectory, "database"));
    try {
      await prepareRestore(opened, file, dataDirectory, onProgress);
      await commit(dataDirectory);
    } catch (error) {
      await present?.release();
      throw error;
    }
    return index;
  } finally {
    await opened.handle.close();
  }
}

/** @throws BackupError when data would be lost, or the folder cannot be renamed. */
async function requireRoom(dataDirectory: string, replace: boolean): Promise<void> {
  const { before } = restorePaths(dataDirectory);
  const hasData =
    existsSync(join(dataDirectory, "database", "log")) || (await listSecrets(dataDirectory)).length > 0;
  if (hasData && !replace)
    throw new BackupError(`There is data in ${dataDirectory}: add --replace, which moves it to ${before}.`);
  if (!existsSync(dataDirectory)) return;
  if (existsSync(before))
    throw new BackupError(`${before} is there from an earlier restore: move it away, or delete it.`);
  const [own, parent] = [await stat(dataDirectory), await stat(dirname(dataDirectory))];
  if (own.dev !== parent.dev) {
    throw new BackupError(
      `${dataDirectory} is a disk of its own, which cannot be renamed: set DATA_DIR to a new folder on it, and restore there.`,
    );
  }
}

/** Keeps every process from opening the present database; null when there is none. */
async function lockPresent(directory: string): Promise<DataFolderLock | null> {
  return existsSync(directory) ? lockFolder(directory) : null;
}

/** From the first rename on, the restore is done: the next start goes on from there. */
async function commit(dataDirectory: string): Promise<void> {
  const { restoring, restored } = restorePaths(dataDirectory);
  await rename(restoring, restored);
  await syncFolder(dirname(dataDirectory));
  completeRestore(dataDirectory);
  await syncFolder(dirname(dataDirectory));
}
