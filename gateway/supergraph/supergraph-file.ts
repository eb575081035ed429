/** Reads the supergraph from its file, and again when the file has changed. */
import { readFileSync, unwatchFile, watch, watchFile } from "node:fs";
import { dirname } from "node:path";
import type { Lifecycle } from "../../platform/closer-stack.js";
import { StartError } from "../../platform/lifecycle.js";
import type { Logger } from "../../platform/log.js";

const timing = {
  /** Writers change a file in several steps: it is read this long after the first. */
  settleMilliseconds: 100,
  /** For file systems that report no changes. */
  pollMilliseconds: 2_000,
};

/** Reads the file at the start. @throws StartError when it is not readable. */
export function readSupergraphFile(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    throw new StartError(`The supergraph ${path} cannot be read; set SUPERGRAPH_PATH.`);
  }
}

/**
 * Calls `onText` with each new content, one after another. A missing file, or one that `onText` rejects, is logged; the
 * next change is read again. It also notices when another file is renamed over it, or when a link on its path (of a
 * mounted ConfigMap) changes.
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
      // A missing file is reported at every change of its folder.
      const { message } = error as Error;
      if (message === complaint) return;
      complaint = message;
      log.error({ err: error, path }, "the supergraph cannot be used; the last valid one is still served");
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
    log.debug({ err: error, folder }, "changes of the folder are not reported; the file is polled instead");
    return () => {};
  }
}
