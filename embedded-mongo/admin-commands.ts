import { Long } from "bson";
import { MAX_DOCUMENT_BYTES } from "./bson-reader.js";
import type { StoredCollection } from "./collection.js";
import {
  type CommandContext,
  type Handler,
  namespaceIn,
  paceOf,
  readCount,
  requireOptions,
} from "./command.js";
import { cursorReply } from "./cursors.js";
import { failure, notImplemented } from "./errors.js";
import { compileFilter, isTruthy } from "./match.js";
import { answersFrom } from "./read-commands.js";
import { namespaceOf, splitNamespace } from "./store.js";
import { MAX_WIRE_VERSION, VERSION, VERSION_ARRAY } from "./version.js";
import { MAX_MESSAGE_BYTES } from "./wire.js";

const hello: Handler = (context, body) => ({
  helloOk: true,
  ...("hello" in body ? { isWritablePrimary: true } : { ismaster: true }),
  maxBsonObjectSize: MAX_DOCUMENT_BYTES,
  maxMessageSizeBytes: MAX_MESSAGE_BYTES,
  maxWriteBatchSize: 100_000,
  localTime: new Date(),
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
  versionArray: VERSION_ARRAY,
  javascriptEngine: "none",
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
  connections: { current: context.connectionId, available: 1000, totalCreated: context.connectionId },
  metrics: { cursor: { open: { total: Long.fromNumber(context.cursors.count) } } },
  storageEngine: { name: "embedded-mongo", persistent: true, supportsCommittedReads: false },
  ok: 1,
});

function collectionsOf(context: CommandContext): StoredCollection[] {
  return [...context.store.collections.values()].filter(
    ({ namespace }) => splitNamespace(namespace)[0] === context.database,
  );
}

const listCollections: Handler = async (context, body) => {
  requireOptions(body, "listCollections", ["filter", "nameOnly", "authorizedCollections", "cursor"]);
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
  const namespace = `${context.database}.$cmd.listCollections`;
  const cursor = context.cursors.create(namespace, answersFrom(entries), paceOf(body), () => false);
  return cursorReply(
    "firstBatch",
    namespace,
    await context.cursors.batch(
      cursor,
      readCount(body.cursor?.batchSize, "batchSize", Number.POSITIVE_INFINITY),
    ),
  );
};

const listDatabases: Handler = (context, body) => {
  requireOptions(body, "listDatabases", ["filter", "nameOnly", "authorizedDatabases"]);
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
  const totalSize = databases.reduce((sum, { sizeOnDisk }) => sum + sizeOnDisk, 0);
  return { databases, totalSize, totalSizeMb: Math.floor(totalSize / 1048576), ok: 1 };
};

const UNSUPPORTED_COLLECTIONS = [
  "capped",
  "validator",
  "viewOn",
  "pipeline",
  "timeseries",
  "clusteredIndex",
  "expireAfterSeconds",
  "encryptedFields",
  "changeStreamPreAndPostImages",
  "storageEngine",
];

const create: Handler = (context, body) => {
  for (const option of UNSUPPORTED_COLLECTIONS)
    if (isTruthy(body[option])) throw notImplemented(`collections with the option ${option}`);
  requireOptions(body, "create", [
    ...UNSUPPORTED_COLLECTIONS,
    "size",
    "max",
    "autoIndexId",
    "idIndex",
    "indexOptionDefaults",
    "collation",
    "validationLevel",
    "validationAction",
    "flags",
  ]);
  const namespace = namespaceIn(context, body.create);
  // As on the server, making a collection that is there with the same options is no error.
  if (!context.store.get(namespace)) context.store.create(namespace, {});
  return { ok: 1 };
};

const drop: Handler = (context, body) => {
  requireOptions(body, "drop", []);
  const namespace = namespaceIn(context, body.drop);
  const collection = context.store.get(namespace);
  if (!collection) return { ok: 1 };
  context.store.drop(namespace);
  return { nIndexesWas: collection.indexes.length, ns: namespace, ok: 1 };
};

const dropDatabase: Handler = (context, body) => {
  requireOptions(body, "dropDatabase", []);
  const collections = collectionsOf(context);
  for (const { namespace } of collections) context.store.drop(namespace);
  return collections.length > 0 ? { dropped: context.database, ok: 1 } : { ok: 1 };
};

const renameCollection: Handler = (context, body) => {
  requireOptions(body, "renameCollection", ["to", "dropTarget"]);
  if (context.database !== "admin")
    throw failure(13, "renameCollection may only be run against the admin database.");
  const [from, to] = [body.renameCollection, body.to].map((name) =>
    namespaceOf(...splitNamespace(String(name))),
  ) as [string, string];
  if (!context.store.get(from)) throw failure(26, `Source collection ${from} does not exist`);
  if (from === to) throw failure(20, "Can't rename a collection to itself");
  if (context.store.get(to) && !isTruthy(body.dropTarget)) throw failure(48, "target namespace exists");
  context.store.rename(from, to);
  return { ok: 1 };
};

function sizes(collections: StoredCollection[]): { objects: number; dataSize: number; indexes: number } {
  return {
    objects: collections.reduce((sum, { records }) => sum + records.size, 0),
    dataSize: collections.reduce((sum, { dataBytes }) => sum + dataBytes, 0),
    indexes: collections.reduce((sum, { indexes }) => sum + indexes.length, 0),
  };
}

const dbStats: Handler = (context, body) => {
  requireOptions(body, "dbStats", ["scale", "freeStorage"]);
  const collections = collectionsOf(context);
  const scale = readCount(body.scale, "scale", 1);
  const { objects, dataSize, indexes } = sizes(collections);
  return {
    db: context.database,
    collections: collections.length,
    views: 0,
    objects,
    avgObjSize: objects ? dataSize / objects : 0,
    dataSize: dataSize / scale,
    storageSize: dataSize / scale,
    indexes,
    indexSize: 0,
    totalSize: dataSize / scale,
    scaleFactor: scale,
    ok: 1,
  };
};

const collStats: Handler = (context, body) => {
  requireOptions(body, "collStats", ["scale"]);
  const namespace = namespaceIn(context, body.collStats);
  const collection = context.store.get(namespace);
  const { objects, dataSize } = sizes(collection ? [collection] : []);
  return {
    ns: namespace,
    size: dataSize,
    count: objects,
    avgObjSize: objects ? dataSize / objects : 0,
    storageSize: dataSize,
    nindexes: collection?.indexes.length ?? 0,
    capped: false,
    ok: 1,
  };
};

const connectionStatus: Handler = () => ({
  authInfo: { authenticatedUsers: [], authenticatedUserRoles: [] },
  ok: 1,
});
const getLog: Handler = (_, body) => {
  if (body.getLog === "startupWarnings") return { totalLinesWritten: 0, log: [], ok: 1 };
  throw notImplemented("getLog");
};
const getParameter: Handler = (_, body) => {
  if (body.featureCompatibilityVersion !== undefined)
    return { featureCompatibilityVersion: { version: "7.0" }, ok: 1 };
  throw failure(72, "no option found to get");
};
const hostInfo: Handler = () => ({
  system: { currentTime: new Date(), hostname: "embedded-mongo" },
  os: {},
  extra: {},
  ok: 1,
});
const getCmdLineOpts: Handler = () => ({ argv: ["embedded-mongo"], parsed: {}, ok: 1 });
const whatsmyuri: Handler = () => ({ you: "127.0.0.1:0", ok: 1 });
const notHere =
  (name: string): Handler =>
  () => {
    throw notImplemented(name);
  };

const left = ["mapReduce", "validate", "saslStart", "createUser", "usersInfo", "bulkWrite", "getShardMap"];

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
  dbStats,
  dbstats: dbStats,
  collStats,
  collstats: collStats,
  endSessions: ok,
  refreshSessions: ok,
  killSessions: ok,
  logout: ok,
  connectionStatus,
  getLog,
  getParameter,
  hostInfo,
  getCmdLineOpts,
  whatsmyuri,
  ...Object.fromEntries(left.map((name) => [name, notHere(`the command ${name}`)])),
};
