/** Reads the supergraph from its file, and again whenever the file has changed. */
import { readFileSync, unwatchFile, watch, watchFile } from "node:fs";
import { dirname } from "node:path";
import { type Lifecycle, StartError } from "../../platform/lifecycle.js";
import type { Logger } from "../../platform/log.js";

const timing = {
  /** Writers change a file in several steps: it is looked at this long after the first. */
  settleMilliseconds: 100,
  /** For file systems that tell of no changes. */
  pollMilliseconds: 2_000,
};

/** Reads the file at the start. @throws StartError when it cannot be read. */
export function readSupergraphFile(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    throw new StartError(`The supergraph ${path} cannot be read; set SUPERGRAPH_PATH.`);
  }
}

/**
 * Calls `onText` with each new content, one after another. A file that is gone, or that `onText` rejects, is
 * said in the log, and waited for to change again. Survives that another file is renamed over it, and that a
 * link on its path (a mounted ConfigMap's) is turned.
 */
export function watchSupergraphFile(
  path: string,
  first: string,
  onText: (text: string) => Promise<void>,
  log: Logger,
  lifecycle: Lifecycle,
): void {
  let seen = first;
  let timer: NodeJS.Timeout | undefined;
  let work = Promise.resolve();
  let complaint = "";

  const look = async () => {
    try {
      const text = readFileSync(path, "utf8");
      if (text === seen) return;
      seen = text;
      await onText(text);
      complaint = "";
      log.info({ path }, "serving the new supergraph");
    } catch (error) {
      // A file that is gone is missed at every change of its folder.
      const { message } = error as Error;
      if (message === complaint) return;
      complaint = message;
      log.error({ err: error, path }, "the supergraph cannot be used; the last good one stays");
    }
  };
  const soon = () => {
    timer ??= setTimeout(() => {
      timer = undefined;
      work = work.then(look);
    }, timing.settleMilliseconds).unref();
  };

  watchFile(path, { interval: timing.pollMilliseconds, persistent: false }, soon);
  lifecycle.onStop(() => unwatchFile(path, soon));
  const stopWatching = watchFolder(dirname(path), soon, log);
  lifecycle.onStop(async () => {
    stopWatching();
    clearTimeout(timer);
    await work;
  });
}

function watchFolder(folder: string, onChange: () => void, log: Logger): () => void {
  try {
    const watcher = watch(folder, { persistent: false }, onChange);
    watcher.on("error", () => watcher.close());
    return () => watcher.close();
  } catch (error) {
    log.debug({ err: error, folder }, "changes of the folder are not told; the file is looked at instead");
    return () => {};
  }
}
