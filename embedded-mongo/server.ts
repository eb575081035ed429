/**
 * The entry of embedded-mongo: starts a server that speaks MongoDB's wire protocol, in memory or on a folder. For
 * development and tests; production needs MongoDB.
 */
import { chmod, mkdir } from "node:fs/promises";
import { createServer, type Server, type Socket } from "node:net";
import { join, resolve } from "node:path";
import { platform } from "node:process";
import type { Document } from "bson";
import { type Cursors, createCursors } from "./commands/cursors.js";
import { runCommand } from "./commands/run-command.js";
import { type ListenOptions, listen } from "./protocol/listen.js";
import { serveConnection } from "./protocol/serve-connection.js";
import { compileFilter } from "./queries/compile-filter.js";
import { createCatalog } from "./storage/catalog.js";
import { type ChangeLog, openChangeLog } from "./storage/change-log.js";
import { type DataFolderReport, inspectFolder } from "./storage/inspect-folder.js";
import { acquireLock, DataFolderInUseError, type FolderLock, runningServerUri } from "./storage/lock.js";
import { type LogFiles, realFiles } from "./storage/log-files.js";
import { removeExpired } from "./storage/remove-expired.js";
import { createStore, type Store } from "./storage/store.js";

export { DataFolderInUseError, type DataFolderReport };

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

/** A running server. */
export interface EmbeddedMongo {
  /** Complete but for the database, which the driver takes as `dbName`. */
  uri: string;
  stop(): Promise<void>;
}

const maxConnections = 1000;
/** How soon a server without writers notices that its log was deleted. */
const fileCheckMilliseconds = 1000;

interface OpenStorage {
  store: Store;
  /** Absent for a server in memory. */
  log?: ChangeLog;
  lock?: FolderLock;
}

/** Starts a server; throws DataFolderInUseError when another process has the folder. */
export async function startEmbeddedMongo(options: EmbeddedMongoOptions = {}): Promise<EmbeddedMongo> {
  const closers: (() => unknown)[] = [];
  const stop = async () => {
    for (const closer of closers.splice(0).reverse()) await closer();
  };
  try {
    const directory = options.directory === undefined ? undefined : resolve(options.directory);
    const sockets = new Set<Socket>();
    const server = createServer({ noDelay: true });
    server.maxConnections = maxConnections;
    const onFatal = (error: Error) => {
      // A reply would be taken for an acknowledgement.
      void closeServer(server, sockets);
      if (options.onFatal) options.onFatal(error);
      else
        setImmediate(() => {
          throw error;
        });
    };
    const storage: OpenStorage =
      directory === undefined
        ? { store: createStore(createCatalog(compileFilter), { put() {}, remove() {}, define() {} }) }
        : await openFolder(directory, options, closers, onFatal);
    const cursors = createCursors();
    const { address, uri } = await listen(server, options.listen ?? defaultListen(directory), closers);
    closers.push(() => closeServer(server, sockets));
    serve(server, sockets, storage, cursors);
    await storage.lock?.publish(uri, address);
    startExpiry(storage, cursors, options, closers);
    return { uri, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Returns the URI of the server that another process runs on this folder, or null. */
export function findRunningEmbeddedMongo(directory: string): Promise<string | null> {
  return runningServerUri(resolve(directory));
}

/**
 * Reports who has a data folder and whether its log can be read; changes nothing. Resolves to null when there is no such
 * folder. @throws Error when it cannot be read, or its log is none of this version.
 */
export function inspectDataFolder(directory: string): Promise<DataFolderReport | null> {
  return inspectFolder(resolve(directory));
}

async function openFolder(
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

function defaultListen(directory: string | undefined): ListenOptions {
  return directory === undefined || platform === "win32"
    ? { port: 0 }
    : { socketPath: join(directory, "mongo.sock") };
}

function serve(server: Server, sockets: Set<Socket>, { store, log }: OpenStorage, cursors: Cursors): void {
  const startedAt = Date.now();
  let connections = 0;
  server.on("connection", (socket) => {
    const context = { store, cursors, startedAt, connectionId: ++connections };
    const run = async (body: Document) => {
      const before = log?.version();
      const reply = await runCommand(context, body);
      // A command's changes are on disk before its client gets a reply, even one that ended with an error.
      if (log && log.version() !== before) await log.flushed();
      return reply;
    };
    sockets.add(socket);
    serveConnection(socket, run, () => sockets.delete(socket));
  });
}

/** Starts the scans that remove expired documents and cursors. */
function startExpiry(
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

function closeServer(server: Server, sockets: Set<Socket>): Promise<void> {
  for (const socket of sockets) socket.destroy();
  return new Promise((done) => {
    server.close(() => done());
  });
}
