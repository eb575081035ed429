/** The commands that write documents: insert, update, delete, findAndModify. */
import type { Document } from "bson";
import { asFailure, failure } from "../errors.js";
import type { Pace } from "../pace.js";
import { type Query, results, stillMatches } from "../queries/query.js";
import { storableBytes, withId } from "../storage/collection.js";
import type { StoredRecord } from "../storage/ordered-entries.js";
import { isReplacement, readUpdate, usesPositional } from "../updates/read-update.js";
import { documentFromFilter, type Updater } from "../updates/update.js";
import type { Hit } from "../values/paths.js";
import { isObject, isTruthy, names } from "../values/values.js";
import {
  type CommandContext,
  type Handler,
  namespaceIn,
  paceOf,
  prepareQuery,
  requireFields,
  requireOptions,
} from "./command.js";
import { readProjection } from "./reading.js";

const MAX_WRITES = 100_000;

function statements(body: Document, field: string): Document[] {
  const list = body[field];
  if (!Array.isArray(list) || !list.every(isObject))
    throw failure(14, `BSON field '${field}' must be an array of documents`);
  if (list.length === 0 || list.length > MAX_WRITES)
    throw failure(16, `Write batch sizes must be between 1 and ${MAX_WRITES}, not ${list.length}.`);
  return list;
}

/** Runs each statement; an ordered command stops at its first error, an unordered one reports them all. */
async function runEach(
  list: Document[],
  ordered: unknown,
  run: (one: Document, index: number) => Promise<void>,
): Promise<Document> {
  const writeErrors: Document[] = [];
  for (const [index, one] of list.entries()) {
    try {
      await run(one, index);
    } catch (error) {
      const { code, message, details } = asFailure(error);
      writeErrors.push({ index, code, errmsg: message, ...details });
      if (ordered === undefined || isTruthy(ordered)) break;
    }
  }
  return writeErrors.length > 0 ? { writeErrors } : {};
}

const INSERT_OPTIONS = names("documents ordered bypassDocumentValidation");

const insert: Handler = async (context, body) => {
  requireOptions(body, "insert", INSERT_OPTIONS);
  const namespace = namespaceIn(context, body.insert);
  let n = 0;
  const pace = paceOf(body);
  const errors = await runEach(statements(body, "documents"), body.ordered, async (document) => {
    context.store.obtain(namespace).insert(document);
    n++;
    if (pace.due()) await pace.pause();
  });
  return { n, ...errors, ok: 1 };
};

interface UpdateOutcome {
  matched: number;
  modified: number;
  before?: Document;
  after?: Document;
}

/** Updates what a query finds, one or all. */
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
  for (const found of results(query, pace)) {
    if (!found) {
      await pace.pause();
      continue;
    }
    if (done.has(found.record)) continue;
    const hit: Hit = {};
    // After a sort others may have run, and `$` needs to know what matched: look again.
    const document = needsHit || !query.access.sorted ? stillMatches(query, found, hit) : found.document;
    if (!document) continue;
    const after = update(document, hit, false);
    outcome.matched++;
    Object.assign(outcome, { before: document, after });
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

/** Inserts what the filter and the update make together; returns it as stored. */
function upsert(
  context: CommandContext,
  namespace: string,
  query: Query,
  update: Updater,
  by: unknown,
): Document {
  const base = documentFromFilter(query.filter);
  const start = !isReplacement(by) ? base : base._id === undefined ? {} : { _id: base._id };
  return context.store.obtain(namespace).insert(withId(update(start, undefined, true)));
}

const UPDATE_FIELDS = names("q u multi upsert arrayFilters hint collation c sort upsertSupplied");

/** Checks one statement of an update command and makes it ready; explain uses it, too. */
export async function readUpdateStatement(
  context: CommandContext,
  name: unknown,
  statement: Document,
  variables: unknown,
): Promise<{ query: Query; update: Updater; multi: boolean }> {
  requireFields(statement, "update.updates", UPDATE_FIELDS);
  const { q: filter, u, sort, hint } = statement;
  const multi = isTruthy(statement.multi);
  if (multi && sort !== undefined) throw failure(9, "Cannot specify sort with multi=true");
  const update = await readUpdate(u, { ...statement, let: variables }, multi);
  const collection = context.store.get(namespaceIn(context, name));
  return { query: await prepareQuery(collection, { filter, sort, hint, let: variables }), update, multi };
}

const UPDATE_OPTIONS = names("updates ordered bypassDocumentValidation let");

const update: Handler = async (context, body) => {
  requireOptions(body, "update", UPDATE_OPTIONS);
  const namespace = namespaceIn(context, body.update);
  const upserted: Document[] = [];
  const pace = paceOf(body);
  let [n, nModified] = [0, 0];
  const errors = await runEach(statements(body, "updates"), body.ordered, async (statement, index) => {
    const {
      query,
      update: change,
      multi,
    } = await readUpdateStatement(context, body.update, statement, body.let);
    const { matched, modified } = await runUpdate(query, change, multi, usesPositional(statement.u), pace);
    n += matched;
    nModified += modified;
    if (matched === 0 && isTruthy(statement.upsert)) {
      upserted.push({ index, _id: upsert(context, namespace, query, change, statement.u)._id });
      n++;
    }
  });
  return { n, nModified, ...(upserted.length > 0 ? { upserted } : {}), ...errors, ok: 1 };
};

const DELETE_FIELDS = names("q limit hint collation");

/** Checks one statement of a delete command and plans it; explain uses it, too. */
export function readDeleteStatement(
  context: CommandContext,
  name: unknown,
  statement: Document,
  variables: unknown,
): Promise<Query> {
  requireFields(statement, "delete.deletes", DELETE_FIELDS);
  const { q: filter, hint, limit } = statement;
  if (limit === undefined) throw failure(40414, "BSON field 'delete.deletes.limit' is missing but required");
  if (Number(limit) !== 0 && Number(limit) !== 1) throw failure(9, "limit in delete objects must be 0 or 1");
  return prepareQuery(context.store.get(namespaceIn(context, name)), { filter, hint, let: variables });
}

/** Removes what a query finds, one or all. */
async function runDelete(query: Query, all: boolean, pace: Pace): Promise<{ n: number; before?: Document }> {
  const outcome: { n: number; before?: Document } = { n: 0 };
  for (const found of results(query, pace)) {
    if (!found) {
      await pace.pause();
      continue;
    }
    const document = query.access.sorted ? found.document : stillMatches(query, found);
    if (!document || !query.collection!.holds(found.record, document)) continue;
    query.collection!.remove(found.record, document);
    outcome.before = document;
    outcome.n++;
    if (!all) break;
  }
  return outcome;
}

const DELETE_OPTIONS = names("deletes ordered let");

const remove: Handler = async (context, body) => {
  requireOptions(body, "delete", DELETE_OPTIONS);
  const pace = paceOf(body);
  let n = 0;
  const errors = await runEach(statements(body, "deletes"), body.ordered, async (statement) => {
    const query = await readDeleteStatement(context, body.delete, statement, body.let);
    n += (await runDelete(query, !isTruthy(statement.limit), pace)).n;
  });
  return { n, ...errors, ok: 1 };
};

const FIND_AND_MODIFY = names(
  "query sort remove update new fields upsert arrayFilters hint let bypassDocumentValidation collation",
);

/** A findAndModify command's query, checked; explain uses it, too. */
export function readFindAndModify(context: CommandContext, body: Document): Promise<Query> {
  requireOptions(body, "findAndModify", FIND_AND_MODIFY);
  const { query: filter, sort, hint, update, let: variables } = body;
  if (isTruthy(body.remove)) {
    if (update !== undefined || isTruthy(body.new) || isTruthy(body.upsert))
      throw failure(9, "Cannot specify an update, new or upsert together with remove=true");
  } else if (update === undefined) throw failure(9, "Either an update or remove=true must be specified");
  const collection = context.store.get(namespaceIn(context, body.findAndModify));
  return prepareQuery(collection, { filter, sort, hint, let: variables });
}

const findAndModify: Handler = async (context, body) => {
  const query = await readFindAndModify(context, body);
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
  const namespace = namespaceIn(context, body.findAndModify);
  const made = upsert(context, namespace, query, change, body.update);
  return answer(isTruthy(body.new) ? made : undefined, { n: 1, updatedExisting: false, upserted: made._id });
};

/** By command name. */
export const writeCommands: Record<string, Handler> = { insert, update, delete: remove, findAndModify };
