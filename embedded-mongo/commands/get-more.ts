/** The commands on open cursors: getMore, killCursors. */
import { failure } from "../errors.js";
import { wordSet } from "../values/word-set.js";
import { type Handler, readCount, requireOptions } from "./command.js";
import { cursorReply } from "./cursor-reply.js";

const getMoreOptions = wordSet("collection batchSize");

/** The command getMore: https://www.mongodb.com/docs/v7.0/reference/command/getMore/ */
export const getMore: Handler = async (context, body) => {
  requireOptions(body, "getMore", getMoreOptions);
  const namespace = `${context.database}.${body.collection}`;
  const cursor = context.cursors.get(body.getMore, namespace);
  if (body.maxTimeMS !== undefined)
    throw failure(2, "cannot set maxTimeMS on getMore command for a non-awaitData cursor");
  const size = readCount(body.batchSize, "batchSize", 0) || Number.POSITIVE_INFINITY;
  return cursorReply("nextBatch", namespace, await context.cursors.nextBatch(cursor, size));
};

const killCursorsOptions = wordSet("cursors");

/** The command killCursors: https://www.mongodb.com/docs/v7.0/reference/command/killCursors/ */
export const killCursors: Handler = (context, body) => {
  requireOptions(body, "killCursors", killCursorsOptions);
  const [killed, unknown]: [unknown[], unknown[]] = [[], []];
  for (const id of body.cursors as unknown[]) (context.cursors.kill(id) ? killed : unknown).push(id);
  return { cursorsKilled: killed, cursorsNotFound: unknown, cursorsAlive: [], cursorsUnknown: [], ok: 1 };
};
