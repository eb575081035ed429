/**
 * The append-only log of a data folder. Every change is a frame with a checksum, acknowledged when it is synced; the
 * start replays the log, and a log grown too long is rewritten from memory.
 */
import { join } from "node:path";
import type { Catalog, Journal } from "./catalog.js";
import { appendFrame, checkFile, flushed } from "./log-commit.js";
import { defineFrame, putFrame, removeFrame } from "./log-format.js";
import { replayLog } from "./log-replay.js";
import { rewriteLog } from "./log-rewrite.js";
import { createLogState, type LogOptions, type LogState, logName, newLogName } from "./log-state.js";

/** A journal that keeps a folder's log. */
export interface ChangeLog extends Journal {
  /** Rises with every change: a command that has changed something must wait until it is flushed. */
  version(): number;
  /** Resolves when every change made so far is on disk; rejects when that failed. */
  flushed(): Promise<void>;
  /** Fails the log when its file was deleted or moved. */
  checkFile(): Promise<void>;
  /** Brings every change to disk and closes the log. */
  close(): Promise<void>;
}

/** Opens a folder's log and replays it into an empty catalog. */
export async function openChangeLog(options: LogOptions, catalog: Catalog): Promise<ChangeLog> {
  const { directory, files } = options;
  await files.remove(join(directory, newLogName));
  const file = await files.open(join(directory, logName));
  try {
    const position = await replayLog(file, options, catalog);
    return createChangeLog(createLogState(options, file, position), catalog);
  } catch (error) {
    await file.close();
    throw error;
  }
}

function createChangeLog(log: LogState, catalog: Catalog): ChangeLog {
  log.onTooLong = () => {
    log.rewriting ??= rewriteLog(log, catalog).finally(() => {
      log.rewriting = undefined;
    });
  };
  return {
    put: (collection, bytes) => appendFrame(log, putFrame(collection, bytes)),
    remove: (collection, id) => appendFrame(log, removeFrame(collection, id)),
    define: (change) => appendFrame(log, defineFrame(change)),
    version: () => log.version,
    flushed: () => flushed(log),
    checkFile: () => checkFile(log),
    async close() {
      log.closing = true;
      await log.rewriting;
      if (!log.failed) await flushed(log);
      await log.flushing;
      log.closed = true;
      await log.file.close();
    },
  };
}
