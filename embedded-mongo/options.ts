/** The options of a server. */
import type { ListenOptions } from "./protocol/listen.js";
import type { LogFiles } from "./storage/log-files.js";

/** Options of a server. */
export interface EmbeddedMongoOptions {
  /** Folder for the log and the lock, created with mode 0700; without one, all data is in memory only. */
  directory?: string;
  /** Where to listen; by default a unix socket in the folder, or a free loopback port without a folder. */
  listen?: ListenOptions;
  /** The file operations of the log; tests pass some that fail. */
  files?: LogFiles;
  /** The log is rewritten when it exceeds twice its last rewritten size by this, in bytes; 16 MiB by default. */
  compactAboveBytes?: number;
  /** Time between two scans of the TTL indexes, in seconds; 60 by default, as in MongoDB. */
  ttlIntervalSeconds?: number;
  /** Called with a line for a log: a recovery, a rewrite that failed. */
  onNotice?: (line: string) => void;
  /**
   * Called when the log cannot be written (a full disk, a failed fsync), was deleted or moved: all connections are closed, and
   * the process must print the message and end. By default the error is thrown, uncaught.
   */
  onFatal?: (error: Error) => void;
}
