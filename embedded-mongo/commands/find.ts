/** The command find. */
import type { Document } from "bson";
import { notImplemented } from "../errors.js";
import type { Pace } from "../pace.js";
import type { Projector } from "../queries/projection.js";
import { type Query, runQuery } from "../queries/run-query.js";
import type { MatchDetails } from "../values/paths.js";
import { isTruthy } from "../values/types.js";
import { wordSet } from "../values/word-set.js";
import { writeDocument } from "../values/write-bson.js";
import {
  type CommandContext,
  defaultBatchSize,
  type Handler,
  namespaceIn,
  paceOf,
  readCount,
  requireOptions,
} from "./command.js";
import { cursorReply } from "./cursor-reply.js";
import { prepareQuery, readProjection } from "./prepare-query.js";

const unsupportedOptions = ["max", "min", "returnKey", "showRecordId", "tailable", "awaitData"];
const findOptions = wordSet(
  `filter projection sort skip limit batchSize singleBatch hint let collation noCursorTimeout allowPartialResults allowDiskUse oplogReplay ${unsupportedOptions.join(" ")}`,
);

/** Checks and plans a find command's query. */
export function readFind(context: CommandContext, body: Document): Query {
  requireOptions(body, "find", findOptions);
  for (const option of unsupportedOptions)
    if (isTruthy(body[option])) throw notImplemented(`find's option ${option}`);
  return prepareQuery(context.store.get(namespaceIn(context, body.find)), {
    filter: body.filter,
    sort: body.sort,
    hint: body.hint,
    skip: readCount(body.skip, "skip", 0),
    limit: readCount(body.limit, "limit", 0),
    let: body.let,
  });
}

/** The command find: https://www.mongodb.com/docs/v7.0/reference/command/find/ */
export const find: Handler = async (context, body) => {
  const query = readFind(context, body);
  const project = readProjection(body.projection, body.let);
  const namespace = namespaceIn(context, body.find);
  const pace = paceOf(body);
  const documents = documentsOf(query, project, pace);
  const cursor = context.cursors.create(namespace, documents, pace, {
    collection: query.collection,
    expires: !isTruthy(body.noCursorTimeout),
  });
  const size = readCount(body.batchSize, "batchSize", defaultBatchSize);
  const { limit } = query;
  const closes = isTruthy(body.singleBatch) || (limit > 0 && size >= limit);
  const batch = await context.cursors.nextBatch(cursor, limit > 0 ? Math.min(size, limit) : size, closes);
  return cursorReply("firstBatch", namespace, batch);
};

/** Yields the documents as BSON; without a projection, as the stored bytes. */
function* documentsOf(query: Query, project: Projector | undefined, pace: Pace): Generator<Buffer | null> {
  for (const found of runQuery(query, pace)) {
    if (!found) yield null;
    else if (!project) yield found.record.bytes;
    else {
      const details: MatchDetails = {};
      query.matches(found.document, details);
      yield writeDocument(project(found.document, details));
    }
  }
}
