/** Removes expired documents from time to time. */
import type { Cursors } from "./commands/cursors.js";
import type { OpenStorage } from "./open-folder.js";
import type { EmbeddedMongoOptions } from "./options.js";
import { removeExpired } from "./storage/remove-expired.js";

/** Starts the scans that remove expired documents and cursors. */
export function startExpiry(
  { store, log }: OpenStorage,
  cursors: Cursors,
  { ttlIntervalSeconds = 60, onNotice }: EmbeddedMongoOptions,
  closers: (() => unknown)[],
): void {
  const timer = setInterval(() => {
    cursors.expire();
    removeExpired(store, Date.now())
      .then(
        () => log?.flushed(),
        (error: Error) => onNotice?.(`embedded-mongo could not remove expired documents: ${error.message}`),
      )
      // `onFatal` has reported a failed flush.
      .catch(() => {});
  }, ttlIntervalSeconds * 1000);
  timer.unref();
  closers.push(() => clearInterval(timer));
}
