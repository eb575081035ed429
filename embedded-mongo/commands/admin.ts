/** The commands on collections, databases, sessions and the server itself. */
import { type Document, Long } from "bson";
import { failure, notImplemented } from "../errors.js";
import { MAX_MESSAGE_BYTES } from "../protocol/wire.js";
import { compileFilter } from "../queries/match.js";
import type { StoredCollection } from "../storage/collection.js";
import { namespaceOf, splitNamespace } from "../storage/store.js";
import { MAX_DOCUMENT_BYTES } from "../values/bson.js";
import { isTruthy, names } from "../values/values.js";
import { type CommandContext, type Handler, namespaceIn, replyWith, requireOptions } from "./command.js";
import { answersFrom } from "./reading.js";

/** The server version whose behaviour is followed, and its wire protocol's. */
const VERSION = "7.0.0";
const MAX_WIRE_VERSION = 21;
const MAX_WRITES = 100_000;

const hello: Handler = (context, body) => ({
  helloOk: true,
  ...("hello" in body ? { isWritablePrimary: true } : { ismaster: true }),
  maxBsonObjectSize: MAX_DOCUMENT_BYTES,
  maxMessageSizeBytes: MAX_MESSAGE_BYTES,
  maxWriteBatchSize: MAX_WRITES,
  localTime: new Date(),
  logicalSessionTimeoutMinutes: 30,
  connectionId: context.connectionId,
  minWireVersion: 0,
  maxWireVersion: MAX_WIRE_VERSION,
  readOnly: false,
  ok: 1,
});

const ok: Handler = () => ({ ok: 1 });

const buildInfo: Handler = () => ({
  version: VERSION,
  gitVersion: "embedded-mongo",
  modules: [],
  versionArray: [7, 0, 0, 0],
  bits: 64,
  debug: false,
  maxBsonObjectSize: MAX_DOCUMENT_BYTES,
  storageEngines: ["embedded-mongo"],
  ok: 1,
});

const serverStatus: Handler = (context) => ({
  host: "embedded-mongo",
  version: VERSION,
  process: "embedded-mongo",
  uptime: (Date.now() - context.startedAt) / 1000,
  uptimeMillis: Long.fromNumber(Date.now() - context.startedAt),
  localTime: new Date(),
  metrics: { cursor: { open: { total: Long.fromNumber(context.cursors.count) } } },
  storageEngine: { name: "embedded-mongo", persistent: true },
  ok: 1,
});

function collectionsOf(context: CommandContext): StoredCollection[] {
  return [...context.store.collections.values()].filter(
    ({ namespace }) => splitNamespace(namespace)[0] === context.database,
  );
}

const LIST_COLLECTIONS_OPTIONS = names("filter nameOnly authorizedCollections cursor");

const listCollections: Handler = (context, body) => {
  requireOptions(body, "listCollections", LIST_COLLECTIONS_OPTIONS);
  const matches = compileFilter(body.filter ?? {});
  const entries = collectionsOf(context)
    .map(({ namespace, options, uuid }) => ({
      name: splitNamespace(namespace)[1],
      type: "collection",
      options,
      info: { readOnly: false, uuid },
      idIndex: { v: 2, key: { _id: 1 }, name: "_id_" },
    }))
    .filter((entry) => matches(entry))
    .map((entry) => (isTruthy(body.nameOnly) ? { name: entry.name, type: entry.type } : entry));
  return replyWith(context, `${context.database}.$cmd.listCollections`, answersFrom(entries), body);
};

const LIST_DATABASES_OPTIONS = names("filter nameOnly authorizedDatabases");

const listDatabases: Handler = (context, body) => {
  requireOptions(body, "listDatabases", LIST_DATABASES_OPTIONS);
  const matches = compileFilter(body.filter ?? {});
  const sizes = new Map<string, number>();
  for (const { namespace, dataBytes } of context.store.collections.values()) {
    const [database] = splitNamespace(namespace);
    sizes.set(database, (sizes.get(database) ?? 0) + dataBytes);
  }
  const databases = [...sizes]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, sizeOnDisk]) => ({ name, sizeOnDisk, empty: false }))
    .filter((entry) => matches(entry));
  if (isTruthy(body.nameOnly)) return { databases: databases.map(({ name }) => ({ name })), ok: 1 };
  return { databases, totalSize: databases.reduce((sum, { sizeOnDisk }) => sum + sizeOnDisk, 0), ok: 1 };
};

const COLLECTION_KINDS = names(
  "capped validator viewOn pipeline timeseries clusteredIndex expireAfterSeconds encryptedFields changeStreamPreAndPostImages storageEngine indexOptionDefaults",
);

const create: Handler = (context, body) => {
  for (const option of COLLECTION_KINDS)
    if (isTruthy(body[option])) throw notImplemented(`collections with the option ${option}`);
  const harmless = names("size max autoIndexId idIndex collation validationLevel validationAction flags");
  requireOptions(body, "create", new Set([...COLLECTION_KINDS, ...harmless]));
  // As on the server, making a collection that is there with the same options is no error.
  context.store.obtain(namespaceIn(context, body.create));
  return { ok: 1 };
};

const drop: Handler = (context, body) => {
  requireOptions(body, "drop");
  const namespace = namespaceIn(context, body.drop);
  const collection = context.store.get(namespace);
  if (!collection) return { ok: 1 };
  context.store.drop(namespace);
  return { nIndexesWas: collection.indexes.length, ns: namespace, ok: 1 };
};

const dropDatabase: Handler = (context, body) => {
  requireOptions(body, "dropDatabase");
  const collections = collectionsOf(context);
  for (const { namespace } of collections) context.store.drop(namespace);
  return collections.length > 0 ? { dropped: context.database, ok: 1 } : { ok: 1 };
};

const RENAME_COLLECTION_OPTIONS = names("to dropTarget");

const renameCollection: Handler = (context, body) => {
  requireOptions(body, "renameCollection", RENAME_COLLECTION_OPTIONS);
  if (context.database !== "admin") throw failure(13, "renameCollection may only be run against admin");
  const [from, to] = [body.renameCollection, body.to].map((name) =>
    namespaceOf(...splitNamespace(String(name))),
  ) as [string, string];
  if (!context.store.get(from)) throw failure(26, `Source collection ${from} does not exist`);
  if (from === to) throw failure(20, "Can't rename a collection to itself");
  if (context.store.get(to) && !isTruthy(body.dropTarget)) throw failure(48, "target namespace exists");
  context.store.rename(from, to);
  return { ok: 1 };
};

/** By command name. */
export const adminCommands: Record<string, Handler> = {
  hello,
  isMaster: hello,
  ismaster: hello,
  ping: ok,
  buildInfo,
  buildinfo: buildInfo,
  serverStatus,
  listCollections,
  listDatabases,
  create,
  drop,
  dropDatabase,
  renameCollection,
  // A standalone server keeps nothing in a session that ending it would undo.
  endSessions: ok,
  refreshSessions: ok,
  killSessions: ok,
  connectionStatus: (): Document => ({
    authInfo: { authenticatedUsers: [], authenticatedUserRoles: [] },
    ok: 1,
  }),
};
