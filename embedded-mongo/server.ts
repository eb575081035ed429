/**
 * The entry of embedded-mongo: starts a server that speaks MongoDB's wire protocol, in memory or on a folder. For
 * development and tests; production needs MongoDB.
 */
import { createServer, type Server, type Socket } from "node:net";
import { join, resolve } from "node:path";
import { platform } from "node:process";
import type { Document } from "bson";
import { type Cursors, createCursors } from "./commands/cursors.js";
import { runCommand } from "./commands/run-command.js";
import { type OpenStorage, openFolder } from "./open-folder.js";
import type { EmbeddedMongoOptions } from "./options.js";
import { type ListenOptions, listen } from "./protocol/listen.js";
import { serveConnection } from "./protocol/serve-connection.js";
import { compileFilter } from "./queries/compile-filter.js";
import { startExpiry } from "./start-expiry.js";
import { createCatalog } from "./storage/catalog.js";
import { copyLog, type LogCopy } from "./storage/copy-log.js";
import { type DataFolderReport, inspectFolder } from "./storage/inspect-folder.js";
import { acquireLock, DataFolderInUseError, type FolderLock, runningServerUri } from "./storage/lock.js";
import { createStore } from "./storage/store.js";

export { DataFolderInUseError, type DataFolderReport, type EmbeddedMongoOptions, type LogCopy };

/** A running server. */
export interface EmbeddedMongo {
  /** Complete but for the database, which the driver takes as `dbName`. */
  uri: string;
  stop(): Promise<void>;
}

const maxConnections = 1000;

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

/**
 * Opens a data folder for a copy of its data at one moment, also while a server runs on it; changes nothing. Resolves to null
 * when there is no data. A folder with the copy's bytes in a file `log` is a data folder.
 * @throws Error when the log cannot be read, or is none of this version; while its chunks are read, when it is damaged.
 */
export function copyDataFolder(directory: string): Promise<LogCopy | null> {
  return copyLog(resolve(directory));
}

/** A lock on a data folder: no server can be started on it. */
export type DataFolderLock = Pick<FolderLock, "release">;

/** Takes the lock on an existing folder. @throws DataFolderInUseError when another process has it. */
export function lockDataFolder(directory: string): Promise<DataFolderLock> {
  return acquireLock(resolve(directory));
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

function closeServer(server: Server, sockets: Set<Socket>): Promise<void> {
  for (const socket of sockets) socket.destroy();
  return new Promise((done) => {
    server.close(() => done());
  });
}
