/** The commands that read: find, getMore, killCursors, count, distinct. */
import type { Document } from "bson";
import { toBson } from "./collection.js";
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
import { failure, notImplemented } from "./errors.js";
import { withEvaluate } from "./expressions.js";
import { isTruthy } from "./match.js";
import { keyOf } from "./order.js";
import type { Pace } from "./pace.js";
import { distinctValues, type Hit } from "./paths.js";
import { compileProjection, type Projector } from "./project.js";
import { collect, type Query, results, type Statistics } from "./query.js";
import { toNumber } from "./values.js";

const FIRST_BATCH = 101;

const FIND_OPTIONS = [
  "filter",
  "projection",
  "sort",
  "skip",
  "limit",
  "batchSize",
  "singleBatch",
  "hint",
  "let",
  "collation",
  "noCursorTimeout",
  "allowPartialResults",
  "allowDiskUse",
  "oplogReplay",
  "max",
  "min",
  "returnKey",
  "showRecordId",
  "tailable",
  "awaitData",
];

/** A find command's query and projection, checked; explain uses it, too. */
export async function readFind(
  context: CommandContext,
  body: Document,
): Promise<{ namespace: string; query: Query; project: Projector | undefined }> {
  requireOptions(body, "find", FIND_OPTIONS);
  for (const option of ["max", "min", "returnKey", "showRecordId", "tailable", "awaitData"]) {
    if (isTruthy(body[option])) throw notImplemented(`find's option ${option}`);
  }
  const namespace = namespaceIn(context, body.find);
  const query = await prepareQuery(context.store.get(namespace), {
    filter: body.filter,
    sort: body.sort,
    hint: body.hint,
    skip: readCount(body.skip, "skip", 0),
    limit: readCount(body.limit, "limit", 0),
    let: body.let,
  });
  return { namespace, query, project: await readProjection(body.projection, body.let) };
}

/** A projection made ready, or undefined where the whole document is wanted. */
export async function readProjection(
  projection: unknown,
  variables: unknown,
): Promise<Projector | undefined> {
  if (projection === undefined || projection === null || Object.keys(projection).length === 0)
    return undefined;
  return withEvaluate(variables, (evaluate) => compileProjection(projection, evaluate));
}

const find: Handler = async (context, body) => {
  const { namespace, query, project } = await readFind(context, body);
  const pace = paceOf(body);
  const collection = query.collection;
  const cursor = context.cursors.create(
    namespace,
    answers(query, project, pace),
    pace,
    () => collection?.dropped ?? false,
  );
  const size = readCount(body.batchSize, "batchSize", FIRST_BATCH);
  const batch = await context.cursors.batch(
    cursor,
    query.limit > 0 ? Math.min(size, query.limit) : size,
    isTruthy(body.singleBatch) || (query.limit > 0 && size >= query.limit),
  );
  return cursorReply("firstBatch", namespace, batch);
};

/** The documents of a find as they go out; unprojected ones as the bytes that are stored. */
function* answers(query: Query, project: Projector | undefined, pace: Pace): Generator<Buffer | null> {
  const positional = project !== undefined;
  for (const found of results(query, { keysExamined: 0, docsExamined: 0 }, pace)) {
    if (!found) yield null;
    else if (!project) yield found.record.bytes;
    else {
      const hit: Hit = {};
      if (positional) query.matches(found.document, hit);
      yield toBson(project(found.document, hit));
    }
  }
}

/** Documents that are in memory already, as a cursor's results. */
export function* answersFrom(documents: Document[]): Results & Generator<Buffer> {
  for (const document of documents) yield toBson(document);
}

const getMore: Handler = async (context, body) => {
  requireOptions(body, "getMore", ["collection", "batchSize"]);
  const namespace = `${context.database}.${body.collection}`;
  const cursor = context.cursors.get(body.getMore, namespace);
  if (body.maxTimeMS !== undefined)
    throw failure(2, "cannot set maxTimeMS on getMore command for a non-awaitData cursor");
  const size = readCount(body.batchSize, "batchSize", 0);
  return cursorReply(
    "nextBatch",
    namespace,
    await context.cursors.batch(cursor, size > 0 ? size : Number.POSITIVE_INFINITY),
  );
};

const killCursors: Handler = (context, body) => {
  requireOptions(body, "killCursors", ["cursors"]);
  const [killed, unknown]: [unknown[], unknown[]] = [[], []];
  for (const id of body.cursors as unknown[]) (context.cursors.kill(id) ? killed : unknown).push(id);
  return { cursorsKilled: killed, cursorsNotFound: unknown, cursorsAlive: [], cursorsUnknown: [], ok: 1 };
};

/** A count command's query, checked. */
export async function readCountQuery(context: CommandContext, body: Document): Promise<Query> {
  requireOptions(body, "count", ["query", "limit", "skip", "hint", "collation", "fields"]);
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
  return { n: (await collect(query, newStatistics(), paceOf(body))).length, ok: 1 };
};

function newStatistics(): Statistics {
  return { keysExamined: 0, docsExamined: 0 };
}

const distinct: Handler = async (context, body) => {
  requireOptions(body, "distinct", ["key", "query", "collation", "hint"]);
  if (typeof body.key !== "string")
    throw failure(14, "BSON field 'distinct.key' is the wrong type, expected type 'string'");
  const path = body.key.split(".");
  const query = await prepareQuery(context.store.get(namespaceIn(context, body.distinct)), {
    filter: body.query,
    hint: body.hint,
  });
  const values = new Map<string, unknown>();
  for (const { document } of await collect(query, newStatistics(), paceOf(body))) {
    for (const value of distinctValues(document, path)) values.set(keyOf(value), value);
  }
  return { values: [...values].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, value]) => value), ok: 1 };
};

/** By command name. */
export const readCommands: Record<string, Handler> = { find, getMore, killCursors, count, distinct };
