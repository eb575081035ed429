/** Finds and runs the command that a message asks for. */
import type { Document } from "bson";
import { errorReply, failure } from "../errors.js";
import { adminCommands } from "./admin.js";
import { aggregateCommands } from "./aggregate.js";
import type { CommandContext, Handler } from "./command.js";
import { explainCommands } from "./explain.js";
import { indexCommands } from "./indexes.js";
import { readCommands } from "./reading.js";
import { writeCommands } from "./writing.js";

const HANDLERS = new Map<string, Handler>(
  [readCommands, writeCommands, aggregateCommands, explainCommands, indexCommands, adminCommands].flatMap(
    (group) => Object.entries(group),
  ),
);

/** Answers a command; whatever goes wrong becomes an error answer. */
export async function runCommand(
  context: Omit<CommandContext, "database">,
  body: Document,
): Promise<Document | Buffer> {
  try {
    const [name] = Object.keys(body);
    // Before all else, as on a standalone server: it has sessions, but no transactions.
    if ("txnNumber" in body || "startTransaction" in body || "autocommit" in body)
      throw failure(20, "Transaction numbers are only allowed on a replica set member or mongos");
    const handler = name === undefined ? undefined : HANDLERS.get(name);
    if (!handler) throw failure(59, `no such command: '${name}'`);
    if (typeof body.$db !== "string") throw failure(40414, "OP_MSG requests require a $db argument");
    return await handler({ ...context, database: body.$db }, body);
  } catch (error) {
    return errorReply(error);
  }
}
