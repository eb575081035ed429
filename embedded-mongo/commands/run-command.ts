/** Runs the command of a message. */
import type { Document } from "bson";
import { errorReply, failure } from "../errors.js";
import { aggregate } from "./aggregate.js";
import { create, drop, dropDatabase, renameCollection } from "./collections.js";
import type { CommandContext, Handler } from "./command.js";
import { count } from "./count.js";
import { deleteCommand } from "./delete.js";
import { distinct } from "./distinct.js";
import { explain } from "./explain.js";
import { find } from "./find.js";
import { findAndModify } from "./find-and-modify.js";
import { getMore, killCursors } from "./get-more.js";
import { createIndexes, dropIndexes, listIndexes } from "./indexes.js";
import { insert } from "./insert.js";
import { listCollections, listDatabases } from "./list-collections.js";
import { buildInfo, connectionStatus, hello, ok, serverStatus } from "./server-status.js";
import { update } from "./update.js";

const handlers = new Map<string, Handler>(
  Object.entries({
    find,
    getMore,
    killCursors,
    count,
    distinct,
    insert,
    update,
    delete: deleteCommand,
    findAndModify,
    aggregate,
    explain,
    createIndexes,
    dropIndexes,
    listIndexes,
    create,
    drop,
    dropDatabase,
    renameCollection,
    listCollections,
    listDatabases,
    hello,
    isMaster: hello,
    ismaster: hello,
    ping: ok,
    buildInfo,
    buildinfo: buildInfo,
    serverStatus,
    connectionStatus,
    endSessions: ok,
    refreshSessions: ok,
    killSessions: ok,
  }),
);

/** Returns the reply to a command; an error that is thrown becomes an error reply. */
export async function runCommand(
  context: Omit<CommandContext, "database">,
  body: Document,
): Promise<Document | Buffer> {
  try {
    const [name] = Object.keys(body);
    // Checked first, as by a standalone server: it has sessions, but no transactions.
    if ("txnNumber" in body || "startTransaction" in body || "autocommit" in body)
      throw failure(20, "Transaction numbers are only allowed on a replica set member or mongos");
    const handler = name === undefined ? undefined : handlers.get(name);
    if (!handler) throw failure(59, `no such command: '${name}'`);
    if (typeof body.$db !== "string") throw failure(40414, "OP_MSG requests require a $db argument");
    return await handler({ ...context, database: body.$db }, body);
  } catch (error) {
    return errorReply(error);
  }
}
