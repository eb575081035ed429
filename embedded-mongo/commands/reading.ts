/** The commands that read: find, getMore, killCursors, count, distinct. */
import type { Document } from "bson";
import { failure, notImplemented } from "../errors.js";
import type { Pace } from "../pace.js";
import { withEvaluate } from "../queries/expressions.js";
import { compileProjection, type Projector } from "../queries/project.js";
import { collect, type Query, results } from "../queries/query.js";
import { toBson } from "../storage/collection.js";
import { keyOf } from "../values/order.js";
import { distinctValues, type Hit } from "../values/paths.js";
import { isObject, isTruthy, names, toNumber } from "../values/values.js";
import {
  type CommandContext,
  type Handler,
  namespaceIn,
  paceOf,
  prepareQuery,
  readCount,
  requireOptions,
} from "./command.js";
import { cursorReply, type Results } from "./cursors.js";

const FIRST_BATCH = 101;
const NOT_HERE = ["max", "min", "returnKey", "showRecordId", "tailable", "awaitData"];
const FIND_OPTIONS = names(
  `filter projection sort skip limit batchSize singleBatch hint let collation noCursorTimeout allowPartialResults allowDiskUse oplogReplay ${NOT_HERE.join(" ")}`,
);

/** A find command's query, checked. */
export function readFind(context: CommandContext, body: Document): Promise<Query> {
  requireOptions(body, "find", FIND_OPTIONS);
  for (const option of NOT_HERE) if (isTruthy(body[option])) throw notImplemented(`find's option ${option}`);
  return prepareQuery(context.store.get(namespaceIn(context, body.find)), {
    filter: body.filter,
    sort: body.sort,
    hint: body.hint,
    skip: readCount(body.skip, "skip", 0),
    limit: readCount(body.limit, "limit", 0),
    let: body.let,
  });
}

/** A projection made ready, or undefined where the whole document is wanted. */
export async function readProjection(
  projection: unknown,
  variables: unknown,
): Promise<Projector | undefined> {
  if (projection === undefined || projection === null) return undefined;
  if (isObject(projection) && Object.keys(projection).length === 0) return undefined;
  return withEvaluate(variables, (evaluate) => compileProjection(projection, evaluate));
}

const find: Handler = async (context, body) => {
  const query = await readFind(context, body);
  const project = await readProjection(body.projection, body.let);
  const namespace = namespaceIn(context, body.find);
  const pace = paceOf(body);
  const stays = isTruthy(body.noCursorTimeout);
  const found = answers(query, project, pace);
  const cursor = context.cursors.create(namespace, found, pace, query.collection, stays);
  const size = readCount(body.batchSize, "batchSize", FIRST_BATCH);
  const { limit } = query;
  const closes = isTruthy(body.singleBatch) || (limit > 0 && size >= limit);
  const batch = await context.cursors.batch(cursor, limit > 0 ? Math.min(size, limit) : size, closes);
  return cursorReply("firstBatch", namespace, batch);
};

/** The documents of a find as they go out; unprojected ones as the bytes that are stored. */
function* answers(query: Query, project: Projector | undefined, pace: Pace): Generator<Buffer | null> {
  for (const found of results(query, pace)) {
    if (!found) yield null;
    else if (!project) yield found.record.bytes;
    else {
      const hit: Hit = {};
      query.matches(found.document, hit);
      yield toBson(project(found.document, hit));
    }
  }
}

/** Documents that are in memory already, as a cursor's results. */
export function* answersFrom(documents: Document[]): Results & Generator<Buffer> {
  for (const document of documents) yield toBson(document);
}

const GET_MORE_OPTIONS = names("collection batchSize");

const getMore: Handler = async (context, body) => {
  requireOptions(body, "getMore", GET_MORE_OPTIONS);
  const namespace = `${context.database}.${body.collection}`;
  const cursor = context.cursors.get(body.getMore, namespace);
  if (body.maxTimeMS !== undefined)
    throw failure(2, "cannot set maxTimeMS on getMore command for a non-awaitData cursor");
  const size = readCount(body.batchSize, "batchSize", 0) || Number.POSITIVE_INFINITY;
  return cursorReply("nextBatch", namespace, await context.cursors.batch(cursor, size));
};

const KILL_CURSORS_OPTIONS = names("cursors");

const killCursors: Handler = (context, body) => {
  requireOptions(body, "killCursors", KILL_CURSORS_OPTIONS);
  const [killed, unknown]: [unknown[], unknown[]] = [[], []];
  for (const id of body.cursors as unknown[]) (context.cursors.kill(id) ? killed : unknown).push(id);
  return { cursorsKilled: killed, cursorsNotFound: unknown, cursorsAlive: [], cursorsUnknown: [], ok: 1 };
};

const COUNT_OPTIONS = names("query limit skip hint collation fields");

/** A count command's query, checked. */
export async function readCountQuery(context: CommandContext, body: Document): Promise<Query> {
  requireOptions(body, "count", COUNT_OPTIONS);
  const limit = body.limit === undefined ? 0 : Math.abs(toNumber(body.limit));
  return prepareQuery(context.store.get(namespaceIn(context, body.count)), {
    filter: body.query,
    hint: body.hint,
    skip: readCount(body.skip, "skip", 0),
    limit: readCount(limit, "limit", 0),
  });
}

const count: Handler = async (context, body) => {
  const query = await readCountQuery(context, body);
  if (Object.keys(query.filter).length === 0 && body.hint === undefined) {
    const left = Math.max(0, (query.collection?.records.size ?? 0) - query.skip);
    return { n: query.limit > 0 ? Math.min(left, query.limit) : left, ok: 1 };
  }
  return { n: (await collect(query, paceOf(body))).length, ok: 1 };
};

const DISTINCT_OPTIONS = names("key query collation hint");

const distinct: Handler = async (context, body) => {
  requireOptions(body, "distinct", DISTINCT_OPTIONS);
  if (typeof body.key !== "string") throw failure(14, "BSON field 'distinct.key' must be a string");
  const path = body.key.split(".");
  const collection = context.store.get(namespaceIn(context, body.distinct));
  const query = await prepareQuery(collection, { filter: body.query, hint: body.hint });
  const values = new Map<string, unknown>();
  for (const { document } of await collect(query, paceOf(body)))
    for (const value of distinctValues(document, path)) values.set(keyOf(value), value);
  return { values: [...values].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, value]) => value), ok: 1 };
};

/** By command name. */
export const readCommands: Record<string, Handler> = { find, getMore, killCursors, count, distinct };
