/** The state of an open log. */
import type { LogFile, LogFiles } from "./log-files.js";

/** The log's name in its folder. */
export const logName = "log";

/** The name under which a log is rewritten. */
export const newLogName = "log.new";

/** Settings of the log. */
export interface LogOptions {
  directory: string;
  files: LogFiles;
  /** The log is rewritten when it exceeds twice its last rewritten size by this, in bytes. */
  compactAboveBytes: number;
  onNotice: (line: string) => void;
  /** Called once when a write or sync failed: memory is ahead of the disk, so the process must end. */
  onFatal: (error: Error) => void;
}

/** The state of an open log. */
export interface LogState {
  readonly options: LogOptions;
  file: LogFile;
  /** End of what is on disk, in bytes. */
  position: number;
  /** The file size at which the log is rewritten, in bytes. */
  compactAt: number;
  /** Rises with every change. */
  version: number;
  pending: Buffer[];
  waiters: { resolve: () => void; reject: (error: Error) => void }[];
  flushing: Promise<void> | undefined;
  rewriting: Promise<void> | undefined;
  /** Frames since a rewrite took its snapshot of memory; undefined when no rewrite runs. */
  sinceSnapshot: Buffer[] | undefined;
  /** A rewritten log that is to take the place of the present one. */
  rewritten: { file: LogFile; position: number } | undefined;
  failed: Error | undefined;
  closing: boolean;
  closed: boolean;
  /** Starts a rewrite. */
  onTooLong: () => void;
}

/** Creates the state of a log that was opened or replayed up to `position`. */
export function createLogState(options: LogOptions, file: LogFile, position: number): LogState {
  return {
    options,
    file,
    position,
    compactAt: Math.max(options.compactAboveBytes, position * 2),
    version: 0,
    pending: [],
    waiters: [],
    flushing: undefined,
    rewriting: undefined,
    sinceSnapshot: undefined,
    rewritten: undefined,
    failed: undefined,
    closing: false,
    closed: false,
    onTooLong: () => {},
  };
}
