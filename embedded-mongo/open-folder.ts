/** Opens the storage of a server on a data folder. */
import { chmod, mkdir } from "node:fs/promises";
import type { EmbeddedMongoOptions } from "./options.js";
import { compileFilter } from "./queries/compile-filter.js";
import { createCatalog } from "./storage/catalog.js";
import { type ChangeLog, openChangeLog } from "./storage/change-log.js";
import { acquireLock, type FolderLock } from "./storage/lock.js";
import { realFiles } from "./storage/log-files.js";
import { createStore, type Store } from "./storage/store.js";

/** How soon a server without writers notices that its log was deleted. */
const fileCheckMilliseconds = 1000;

/** The storage of a running server. */
export interface OpenStorage {
  store: Store;
  /** Absent for a server in memory. */
  log?: ChangeLog;
  lock?: FolderLock;
}

/** Takes the folder's lock and reads its log. @throws DataFolderInUseError when another process has it. */
export async function openFolder(
  directory: string,
  options: EmbeddedMongoOptions,
  closers: (() => unknown)[],
  onFatal: (error: Error) => void,
): Promise<OpenStorage> {
  await mkdir(directory, { recursive: true, mode: 0o700 });
  await chmod(directory, 0o700);
  const lock = await acquireLock(directory);
  closers.push(() => lock.release());
  const catalog = createCatalog(compileFilter);
  const logOptions = {
    directory,
    files: options.files ?? realFiles,
    compactAboveBytes: options.compactAboveBytes ?? 16 << 20,
    onNotice: options.onNotice ?? (() => {}),
    onFatal,
  };
  const log = await openChangeLog(logOptions, catalog);
  closers.push(() => log.close());
  const timer = setInterval(() => void log.checkFile(), fileCheckMilliseconds);
  timer.unref();
  closers.push(() => clearInterval(timer));
  return { store: createStore(catalog, log), log, lock };
}
