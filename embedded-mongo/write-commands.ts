/** The commands that write documents: insert, update, delete, findAndModify. */
import type { Document } from "bson";
import { storableBytes, withId } from "./collection.js";
import {
  type CommandContext,
  type Handler,
  namespaceIn,
  paceOf,
  prepareQuery,
  requireOptions,
  requireSimpleCollation,
} from "./command.js";
import { asFailure, failure } from "./errors.js";
import { withEvaluate } from "./expressions.js";
import { isTruthy } from "./match.js";
import { equalValues } from "./order.js";
import type { StoredRecord } from "./ordered-entries.js";
import type { Pace } from "./pace.js";
import type { Hit } from "./paths.js";
import { type Query, results, stillMatches } from "./query.js";
import { readProjection } from "./read-commands.js";
import { applyStages, compileStages } from "./stages.js";
import { compileUpdate, documentFromFilter, type Updater } from "./update.js";
import { getField, isObject } from "./values.js";

const MAX_WRITES = 100_000;

function statements(body: Document, field: string): Document[] {
  const list = body[field];
  if (!Array.isArray(list) || !list.every(isObject))
    throw failure(14, `BSON field '${field}' must be an array of documents`);
  if (list.length === 0 || list.length > MAX_WRITES) {
    throw failure(
      16,
      `Write batch sizes must be between 1 and ${MAX_WRITES}. Got ${list.length} operations.`,
    );
  }
  return list;
}

/** Runs each statement; an ordered command stops at its first error, an unordered one reports them all. */
async function runEach(
  list: Document[],
  ordered: boolean,
  run: (one: Document, index: number) => void | Promise<void>,
): Promise<Document> {
  const writeErrors: Document[] = [];
  for (const [index, one] of list.entries()) {
    try {
      await run(one, index);
    } catch (error) {
      const { code, message, details } = asFailure(error);
      writeErrors.push({ index, code, errmsg: message, ...details });
      if (ordered) break;
    }
  }
  return writeErrors.length > 0 ? { writeErrors } : {};
}

function isOrdered(body: Document): boolean {
  return body.ordered === undefined || isTruthy(body.ordered);
}

const insert: Handler = async (context, body) => {
  requireOptions(body, "insert", ["documents", "ordered", "bypassDocumentValidation"]);
  const namespace = namespaceIn(context, body.insert);
  const documents = statements(body, "documents");
  let n = 0;
  const pace = paceOf(body);
  const errors = await runEach(documents, isOrdered(body), async (document) => {
    context.store.obtain(namespace).insert(document);
    n++;
    if (pace.due()) await pace.pause();
  });
  return { n, ...errors, ok: 1 };
};

/** Makes an updater of operators, a replacement or a pipeline. */
export async function readUpdate(update: unknown, statement: Document, multi: boolean): Promise<Updater> {
  if (Array.isArray(update)) {
    if (statement.arrayFilters !== undefined)
      throw failure(9, "arrayFilters may not be specified for pipeline-syle updates");
    const stages = await withEvaluate({ ...statement.c, ...statement.let }, (evaluate) =>
      compileStages(update, evaluate, UPDATE_STAGES),
    );
    return (document) => keepId(document, applyStages(stages, document));
  }
  if (!isObject(update)) throw failure(9, "Update argument must be either an object or an array");
  const [first] = Object.keys(update);
  if (first?.[0] === "$") return withImmutableId(compileUpdate(update, statement.arrayFilters));
  const dollar = Object.keys(update).find((name) => name[0] === "$");
  if (dollar)
    throw failure(
      52,
      `The dollar ($) prefixed field '${dollar}' in '${dollar}' is not allowed in the context of an update's replacement document. Consider using an aggregation pipeline with $replaceWith.`,
    );
  if (multi) throw failure(9, "multi update is not supported for replacement-style update");
  if (statement.arrayFilters !== undefined)
    throw failure(9, "arrayFilters may not be specified for replacement-style updates");
  return (document) => keepId(document, update);
}

const UPDATE_STAGES = ["$addFields", "$set", "$project", "$unset", "$replaceRoot", "$replaceWith"];

function keepId(before: Document, after: Document): Document {
  const id = getField(after, "_id");
  if (before._id === undefined) return after;
  if (id !== undefined && !equalValues(id, before._id)) {
    throw failure(
      66,
      `After applying the update, the (immutable) field '_id' was found to have been altered to _id: ${String(id)}`,
    );
  }
  const { _id, ...rest } = after;
  return { _id: before._id, ...rest };
}

function withImmutableId(update: Updater): Updater {
  return (before, hit, isInsert) => {
    const after = update(before, hit, isInsert);
    // An upsert may set the _id that the filter did not.
    if (before._id !== undefined && (after._id === undefined || !equalValues(after._id, before._id))) {
      throw failure(66, "Performing an update on the path '_id' would modify the immutable field '_id'");
    }
    return after;
  };
}

/** One update statement's outcome. */
interface UpdateOutcome {
  matched: number;
  modified: number;
  upserted?: Document;
  before?: Document;
  after?: Document;
}

async function runUpdate(
  query: Query,
  update: Updater,
  multi: boolean,
  needsHit: boolean,
  pace: Pace,
): Promise<UpdateOutcome> {
  const outcome: UpdateOutcome = { matched: 0, modified: 0 };
  // A document that an update moves ahead in the index being walked is not updated again.
  const done = new Set<StoredRecord>();
  for (const found of results(query, { keysExamined: 0, docsExamined: 0 }, pace)) {
    if (!found) {
      await pace.pause();
      continue;
    }
    if (done.has(found.record)) continue;
    const hit: Hit = {};
    // After a sort others may have run, and `$` needs to know what matched: look again.
    const document = needsHit || !query.plan.access.sorted ? stillMatches(query, found, hit) : found.document;
    if (!document) continue;
    const after = update(document, hit, false);
    outcome.matched++;
    outcome.before = document;
    outcome.after = after;
    const bytes = storableBytes(after);
    if (!bytes.equals(found.record.bytes)) {
      query.collection!.replace(found.record, document, after, bytes);
      outcome.modified++;
    }
    if (!multi) break;
    done.add(found.record);
  }
  return outcome;
}

function upsert(
  context: CommandContext,
  namespace: string,
  query: Query,
  update: Updater,
  isReplacement: boolean,
): Document {
  const base = documentFromFilter(query.filter);
  const start = isReplacement ? (base._id === undefined ? {} : { _id: base._id }) : base;
  return context.store.obtain(namespace).insert(withId(update(start, undefined, true)));
}

function usesPositional(update: unknown): boolean {
  return (
    isObject(update) &&
    Object.values(update).some(
      (fields) => isObject(fields) && Object.keys(fields).some((path) => /(^|\.)\$(\.|$)/.test(path)),
    )
  );
}

function isReplacement(update: unknown): boolean {
  return isObject(update) && Object.keys(update)[0]?.[0] !== "$";
}

const UPDATE_FIELDS = [
  "q",
  "u",
  "multi",
  "upsert",
  "arrayFilters",
  "hint",
  "collation",
  "c",
  "sort",
  "upsertSupplied",
];

/** Checks one statement of an update command and makes it ready; explain uses it, too. */
export async function readUpdateStatement(
  context: CommandContext,
  namespace: string,
  statement: Document,
  variables: unknown,
): Promise<{ query: Query; update: Updater; multi: boolean }> {
  for (const name of Object.keys(statement)) {
    if (!UPDATE_FIELDS.includes(name))
      throw failure(40415, `BSON field 'update.updates.${name}' is an unknown field.`);
  }
  requireSimpleCollation(statement.collation);
  const multi = isTruthy(statement.multi);
  if (multi && statement.sort !== undefined) throw failure(9, "Cannot specify sort with multi=true");
  const update = await readUpdate(statement.u, { ...statement, let: variables }, multi);
  const query = await prepareQuery(context.store.get(namespace), {
    filter: statement.q,
    sort: statement.sort,
    hint: statement.hint,
    let: variables,
  });
  return { query, update, multi };
}

const update: Handler = async (context, body) => {
  requireOptions(body, "update", ["updates", "ordered", "bypassDocumentValidation", "let"]);
  const namespace = namespaceIn(context, body.update);
  const upserted: Document[] = [];
  const pace = paceOf(body);
  let [n, nModified] = [0, 0];
  const errors = await runEach(statements(body, "updates"), isOrdered(body), async (statement, index) => {
    const {
      query,
      update: change,
      multi,
    } = await readUpdateStatement(context, namespace, statement, body.let);
    const { matched, modified } = await runUpdate(query, change, multi, usesPositional(statement.u), pace);
    n += matched;
    nModified += modified;
    if (matched === 0 && isTruthy(statement.upsert)) {
      const made = upsert(context, namespace, query, change, isReplacement(statement.u));
      upserted.push({ index, _id: made._id });
      n++;
    }
  });
  return { n, nModified, ...(upserted.length > 0 ? { upserted } : {}), ...errors, ok: 1 };
};

const DELETE_FIELDS = ["q", "limit", "hint", "collation"];

/** Checks one statement of a delete command and plans it; explain uses it, too. */
export async function readDeleteStatement(
  context: CommandContext,
  namespace: string,
  statement: Document,
  variables: unknown,
): Promise<Query> {
  for (const name of Object.keys(statement)) {
    if (!DELETE_FIELDS.includes(name))
      throw failure(40415, `BSON field 'delete.deletes.${name}' is an unknown field.`);
  }
  requireSimpleCollation(statement.collation);
  if (statement.limit === undefined)
    throw failure(40414, "BSON field 'delete.deletes.limit' is missing but a required field");
  return prepareQuery(context.store.get(namespace), {
    filter: statement.q,
    hint: statement.hint,
    let: variables,
  });
}

/** Removes what a query finds, one or all. */
export async function runDelete(
  query: Query,
  all: boolean,
  pace: Pace,
): Promise<{ n: number; before: Document | undefined }> {
  let n = 0;
  let before: Document | undefined;
  for (const found of results(query, { keysExamined: 0, docsExamined: 0 }, pace)) {
    if (!found) {
      await pace.pause();
      continue;
    }
    const document = query.plan.access.sorted ? found.document : stillMatches(query, found);
    if (!document || !query.collection!.holds(found.record, document)) continue;
    query.collection!.remove(found.record, document);
    before = document;
    n++;
    if (!all) break;
  }
  return { n, before };
}

const remove: Handler = async (context, body) => {
  requireOptions(body, "delete", ["deletes", "ordered", "let"]);
  const namespace = namespaceIn(context, body.delete);
  const pace = paceOf(body);
  let n = 0;
  const errors = await runEach(statements(body, "deletes"), isOrdered(body), async (statement) => {
    const query = await readDeleteStatement(context, namespace, statement, body.let);
    n += (await runDelete(query, !isTruthy(statement.limit), pace)).n;
  });
  return { n, ...errors, ok: 1 };
};

const FIND_AND_MODIFY = [
  "query",
  "sort",
  "remove",
  "update",
  "new",
  "fields",
  "upsert",
  "arrayFilters",
  "hint",
  "let",
  "bypassDocumentValidation",
  "collation",
];

/** A findAndModify command's query, checked; explain uses it, too. */
export async function readFindAndModify(
  context: CommandContext,
  body: Document,
): Promise<{ namespace: string; query: Query }> {
  requireOptions(body, "findAndModify", [...FIND_AND_MODIFY, "findandmodify"]);
  const namespace = namespaceIn(context, body.findAndModify ?? body.findandmodify);
  if (isTruthy(body.remove) && (body.update !== undefined || isTruthy(body.new) || isTruthy(body.upsert))) {
    throw failure(
      9,
      `Cannot specify both ${body.update !== undefined ? "an update" : isTruthy(body.new) ? "new=true" : "upsert=true"} and remove=true`,
    );
  }
  if (!isTruthy(body.remove) && body.update === undefined)
    throw failure(9, "Either an update or remove=true must be specified");
  const query = await prepareQuery(context.store.get(namespace), {
    filter: body.query,
    sort: body.sort,
    hint: body.hint,
    let: body.let,
  });
  return { namespace, query };
}

const findAndModify: Handler = async (context, body) => {
  const { namespace, query } = await readFindAndModify(context, body);
  const project = await readProjection(body.fields, body.let);
  const pace = paceOf(body);
  const answer = (value: Document | undefined, lastErrorObject: Document): Document => {
    const hit: Hit = {};
    if (value && project) query.matches(value, hit);
    return { lastErrorObject, value: value ? (project ? project(value, hit) : value) : null, ok: 1 };
  };
  if (isTruthy(body.remove)) {
    const { n, before } = await runDelete(query, false, pace);
    return answer(before, { n });
  }
  const change = await readUpdate(body.update, body, false);
  const { matched, before, after } = await runUpdate(query, change, false, usesPositional(body.update), pace);
  if (matched > 0) return answer(isTruthy(body.new) ? after : before, { n: 1, updatedExisting: true });
  if (!isTruthy(body.upsert)) return answer(undefined, { n: 0, updatedExisting: false });
  const made = upsert(context, namespace, query, change, isReplacement(body.update));
  return answer(isTruthy(body.new) ? made : undefined, { n: 1, updatedExisting: false, upserted: made._id });
};

/** By command name. */
export const writeCommands: Record<string, Handler> = {
  insert,
  update,
  delete: remove,
  findAndModify,
  findandmodify: findAndModify,
};
