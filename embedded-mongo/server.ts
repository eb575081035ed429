/**
 * embedded-mongo's front door: starts a server that speaks MongoDB's wire protocol, in memory or on a folder.
 * For development and tests; production needs MongoDB.
 */
import { chmod, mkdir, mkdtemp, rm } from "node:fs/promises";
import { createServer, type Server, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { platform } from "node:process";
import type { Document } from "bson";
import { Cursors } from "./commands/cursors.js";
import { runCommand } from "./commands/table.js";
import { serveConnection } from "./protocol/wire.js";
import { compileFilter } from "./queries/match.js";
import {
  acquireLock,
  DataFolderInUseError,
  type FolderLock,
  runningServerUri,
  type ServerAddress,
} from "./storage/lock.js";
import { ChangeLog } from "./storage/log.js";
import { type LogFiles, realFiles } from "./storage/log-files.js";
import { Store } from "./storage/store.js";
import { removeExpired } from "./storage/ttl.js";

export { DataFolderInUseError };

/** How a server is started. */
export interface EmbeddedMongoOptions {
  /** Folder for the log and the lock, made with mode 0700; without one, everything is in memory only. */
  directory?: string;
  /** Where to listen; by default a unix socket in the folder, or a free loopback port without a folder. */
  listen?: { socketPath: string } | { host?: string; port: number };
  /** The file layer; tests put in one that fails. */
  files?: LogFiles;
  /** Garbage in the log, in bytes, beyond which it is rewritten; 16 MiB by default. */
  compactAboveBytes?: number;
  /** How often TTL indexes are looked at, in seconds; 60 by default, as on the server. */
  ttlIntervalSeconds?: number;
  /** Told of recoveries and other things worth a line. */
  onNotice?: (line: string) => void;
  /**
   * Called when the log cannot be written (a full disk, a failed fsync) or was deleted: no connection is
   * answered any more, and the process should print the message and end. By default the error is thrown, uncaught.
   */
  onFatal?: (error: Error) => void;
}

/** A running server. */
export interface EmbeddedMongo {
  /** Complete but for the database: give that to the driver as `dbName`. */
  uri: string;
  stop(): Promise<void>;
}

/** Longer paths do not fit into a socket's address on all systems. */
const MAX_SOCKET_PATH_BYTES = 100;
const MAX_CONNECTIONS = 1000;
/** How soon a server without writers notices that its log was deleted. */
const fileCheckMilliseconds = 1000;

/** Starts a server. Throws DataFolderInUseError if another process has the folder. */
export async function startEmbeddedMongo(options: EmbeddedMongoOptions = {}): Promise<EmbeddedMongo> {
  const closers: (() => unknown)[] = [];
  const close = async () => {
    for (const closer of closers.splice(0).reverse()) await closer();
  };
  try {
    const directory = options.directory === undefined ? undefined : resolve(options.directory);
    const onNotice = options.onNotice ?? (() => {});
    let fatal = (_: Error): void => {};
    const { store, log, lock } =
      directory === undefined
        ? memoryStore()
        : await folderStore(directory, options, closers, (error) => fatal(error));
    const cursors = new Cursors();
    const sockets = new Set<Socket>();
    const server = createServer({ noDelay: true });
    server.maxConnections = MAX_CONNECTIONS;
    const { address, uri } = await listen(server, options.listen, directory, closers);
    closers.push(() => closeServer(server, sockets));
    fatal = (error) => {
      // Nobody may take an answer for an acknowledgement any more.
      void closeServer(server, sockets);
      if (options.onFatal) options.onFatal(error);
      else
        setImmediate(() => {
          throw error;
        });
    };
    serve(server, sockets, { store, cursors, log });
    await lock?.publish(uri, address);
    const timer = setInterval(
      () => {
        cursors.expire();
        removeExpired(store, Date.now())
          .then(
            () => log?.flushed(),
            (error: Error) => onNotice(`embedded-mongo could not remove expired documents: ${error.message}`),
          )
          .catch(() => {});
      },
      (options.ttlIntervalSeconds ?? 60) * 1000,
    );
    timer.unref();
    closers.push(() => clearInterval(timer));
    return { uri, stop: close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** The URI of a server of another process that holds this folder, or null. */
export function findRunningEmbeddedMongo(directory: string): Promise<string | null> {
  return runningServerUri(resolve(directory));
}

function memoryStore(): { store: Store; log?: ChangeLog; lock?: FolderLock } {
  return { store: new Store({ put() {}, remove() {}, define() {} }, compileFilter) };
}

async function folderStore(
  directory: string,
  options: EmbeddedMongoOptions,
  closers: (() => unknown)[],
  onFatal: (error: Error) => void,
) {
  await mkdir(directory, { recursive: true, mode: 0o700 });
  await chmod(directory, 0o700);
  const lock = await acquireLock(directory);
  closers.push(() => lock.release());
  const { log, replay } = await ChangeLog.open({
    directory,
    files: options.files ?? realFiles,
    compactAboveBytes: options.compactAboveBytes ?? 16 << 20,
    onNotice: options.onNotice ?? (() => {}),
    onFatal,
  });
  closers.push(() => log.close());
  const store = new Store(log, compileFilter);
  await replay(store);
  log.onTooLong = () => void log.compact(store);
  const timer = setInterval(() => void log.checkFile(), fileCheckMilliseconds);
  timer.unref();
  closers.push(() => clearInterval(timer));
  return { store, log, lock };
}

function serve(
  server: Server,
  sockets: Set<Socket>,
  { store, cursors, log }: { store: Store; cursors: Cursors; log?: ChangeLog | undefined },
): void {
  const startedAt = Date.now();
  let connections = 0;
  server.on("connection", (socket) => {
    const context = { store, cursors, startedAt, connectionId: ++connections };
    const answer = async (body: Document) => {
      const before = log?.version;
      const reply = await runCommand(context, body);
      // Whatever it changed, even on its way to an error, is on disk before the client hears of it.
      if (log && log.version !== before) await log.flushed();
      return reply;
    };
    sockets.add(socket);
    serveConnection(socket, answer, () => sockets.delete(socket));
  });
}

function closeServer(server: Server, sockets: Set<Socket>): Promise<void> {
  for (const socket of sockets) socket.destroy();
  return new Promise((done) => {
    server.close(() => done());
  });
}

async function listen(
  server: Server,
  wanted: EmbeddedMongoOptions["listen"],
  directory: string | undefined,
  closers: (() => unknown)[],
): Promise<{ address: ServerAddress; uri: string }> {
  const byDefault: NonNullable<EmbeddedMongoOptions["listen"]> =
    directory === undefined || platform === "win32"
      ? { port: 0 }
      : { socketPath: join(directory, "mongo.sock") };
  const target = wanted ?? byDefault;
  if ("socketPath" in target) {
    const path = await socketPath(target.socketPath, closers);
    // The lock is ours, so a socket left behind belongs to nobody.
    await rm(path, { force: true });
    await bound(server, { path });
    await chmod(path, 0o600);
    return { address: { path }, uri: `mongodb://${encodeURIComponent(path)}/?directConnection=true` };
  }
  const host = target.host ?? "127.0.0.1";
  if (!/^(127(\.\d{1,3}){3}|::1|localhost)$/.test(host))
    throw new Error(`embedded-mongo listens on loopback only, not on ${host}`);
  await bound(server, { host, port: target.port });
  const { port } = server.address() as { port: number };
  return {
    address: { host, port },
    uri: `mongodb://${host.includes(":") ? `[${host}]` : host}:${port}/?directConnection=true`,
  };
}

async function socketPath(wanted: string, closers: (() => unknown)[]): Promise<string> {
  // The driver decodes a socket's path twice, so that one with a % cannot be named to it.
  const isUsable = (path: string) => Buffer.byteLength(path) <= MAX_SOCKET_PATH_BYTES && !path.includes("%");
  if (isUsable(wanted)) return wanted;
  const folder = await mkdtemp(join(tmpdir().includes("%") ? "/tmp" : tmpdir(), "embedded-mongo-"));
  closers.push(() => rm(folder, { recursive: true, force: true }));
  return join(folder, "mongo.sock");
}

function bound(server: Server, address: ServerAddress): Promise<void> {
  return new Promise((done, reject) => {
    server.once("error", reject);
    server.listen(address, () => {
      server.off("error", reject);
      done();
    });
  });
}
