/**
 * Group commit: the changes of all commands that run in the same turn of the event loop share one write and one
 * fdatasync, and no command is acknowledged before its own.
 */
import { join } from "node:path";
import type { LogFile } from "./log-files.js";
import { type LogState, logName, newLogName } from "./log-state.js";

/** Adds a frame; `flushed` brings it to disk. */
export function appendFrame(log: LogState, frame: Buffer): void {
  // A command that still runs when the server has stopped fails here; its client gets no reply.
  if (log.closed) throw new Error("the server has stopped");
  log.version++;
  log.pending.push(frame);
  log.sinceSnapshot?.push(frame);
}

/** Resolves when every change made so far is on disk; rejects when that failed. */
export function flushed(log: LogState): Promise<void> {
  if (log.failed) return Promise.reject(log.failed);
  if (log.pending.length === 0 && !log.flushing) return Promise.resolve();
  const done = new Promise<void>((resolve, reject) => log.waiters.push({ resolve, reject }));
  log.flushing ??= flush(log);
  return done;
}

/** Writes what is pending, and switches to a rewritten log if there is one. */
export async function flush(log: LogState): Promise<void> {
  await new Promise(setImmediate);
  try {
    while (log.pending.length > 0 || log.waiters.length > 0 || log.rewritten) {
      const { pending: frames, waiters } = log;
      log.pending = [];
      log.waiters = [];
      try {
        if (log.rewritten) await switchToRewritten(log, log.rewritten);
        else if (frames.length > 0) await writeFrames(log, frames);
      } catch (error) {
        log.waiters.push(...waiters);
        throw error;
      }
      for (const { resolve } of waiters) resolve();
    }
  } catch (error) {
    fail(log, error as Error);
  }
  log.flushing = undefined;
  if (!log.failed && !log.closing && !log.rewriting && log.position > log.compactAt) log.onTooLong();
}

async function writeFrames(log: LogState, frames: Buffer[]): Promise<void> {
  const bytes = Buffer.concat(frames);
  await log.file.write(bytes, log.position);
  await log.file.sync();
  if (!(await isInPlace(log))) throw new Error(goneMessage);
  log.position += bytes.length;
}

async function switchToRewritten(
  log: LogState,
  { file, position }: { file: LogFile; position: number },
): Promise<void> {
  const { directory, files } = log.options;
  // These frames include the pending ones, which the present log need not hold any more.
  const rest = Buffer.concat(log.sinceSnapshot ?? []);
  log.rewritten = undefined;
  log.sinceSnapshot = undefined;
  await file.write(rest, position);
  await file.sync();
  await files.rename(join(directory, newLogName), join(directory, logName));
  await files.syncDirectory(directory);
  const old = log.file;
  log.file = file;
  log.position = position + rest.length;
  await old.close();
}

function isInPlace({ file, options }: LogState): Promise<boolean> {
  return file.isAt(join(options.directory, logName));
}

const goneMessage = "its log was deleted or moved while the server ran";

/** Fails the log when its file was deleted, moved or became read-only: a server without writers notices that too. */
export async function checkFile(log: LogState): Promise<void> {
  if (log.failed || log.closing || log.flushing) return;
  const { file } = log;
  try {
    // A rewritten log may have taken its place meanwhile.
    const isThere = (await isInPlace(log)) || log.flushing || log.file !== file;
    if (!isThere) throw new Error(goneMessage);
    const { directory, files } = log.options;
    if (!(await files.isWritable(join(directory, logName))))
      throw new Error("its disk takes no writes any more");
  } catch (error) {
    if (!log.closing) fail(log, error as Error);
  }
}

function fail(log: LogState, error: Error): void {
  if (log.failed) return;
  log.failed = new Error(`embedded-mongo cannot write to ${log.options.directory}: ${error.message}`, {
    cause: error,
  });
  for (const { reject } of log.waiters) reject(log.failed);
  log.waiters = [];
  log.options.onFatal(log.failed);
}
