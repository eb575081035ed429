/** The commands about the server itself. */
import { Long } from "bson";
import { maxDocumentBytes, maxMessageBytes } from "../values/limits.js";
import type { Handler } from "./command.js";
import { maxWrites } from "./write-statements.js";

/** The version of MongoDB whose behaviour is reproduced. */
const version = "7.0.0";
/** That version's wire protocol. */
const maxWireVersion = 21;

/** The handshake: https://www.mongodb.com/docs/v7.0/reference/command/hello/ */
export const hello: Handler = (context, body) => ({
  helloOk: true,
  ...("hello" in body ? { isWritablePrimary: true } : { ismaster: true }),
  maxBsonObjectSize: maxDocumentBytes,
  maxMessageSizeBytes: maxMessageBytes,
  maxWriteBatchSize: maxWrites,
  localTime: new Date(),
  logicalSessionTimeoutMinutes: 30,
  connectionId: context.connectionId,
  minWireVersion: 0,
  maxWireVersion,
  readOnly: false,
  ok: 1,
});

/** Replies without doing anything: ping, and commands on sessions, in which a standalone server keeps nothing. */
export const ok: Handler = () => ({ ok: 1 });

/** The command buildInfo: https://www.mongodb.com/docs/v7.0/reference/command/buildInfo/ */
export const buildInfo: Handler = () => ({
  version,
  gitVersion: "embedded-mongo",
  modules: [],
  versionArray: [7, 0, 0, 0],
  bits: 64,
  debug: false,
  maxBsonObjectSize: maxDocumentBytes,
  storageEngines: ["embedded-mongo"],
  ok: 1,
});

/** The command serverStatus: https://www.mongodb.com/docs/v7.0/reference/command/serverStatus/ */
export const serverStatus: Handler = (context) => ({
  host: "embedded-mongo",
  version,
  process: "embedded-mongo",
  uptime: (Date.now() - context.startedAt) / 1000,
  uptimeMillis: Long.fromNumber(Date.now() - context.startedAt),
  localTime: new Date(),
  metrics: { cursor: { open: { total: Long.fromNumber(context.cursors.count()) } } },
  storageEngine: { name: "embedded-mongo", persistent: true },
  ok: 1,
});

/** The command connectionStatus: https://www.mongodb.com/docs/v7.0/reference/command/connectionStatus/ */
export const connectionStatus: Handler = () => ({
  authInfo: { authenticatedUsers: [], authenticatedUserRoles: [] },
  ok: 1,
});
