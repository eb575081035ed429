/** What every command shares: its context, its options checked against a list, its query made ready, its first batch. */
import type { Document } from "bson";
import { failure, notImplemented } from "../errors.js";
import { Pace } from "../pace.js";
import { type Evaluate, withEvaluate } from "../queries/expressions.js";
import { compileFilter } from "../queries/match.js";
import { planQuery } from "../queries/plan.js";
import type { Query } from "../queries/query.js";
import { readSort } from "../queries/sorting.js";
import type { StoredCollection } from "../storage/collection.js";
import { namespaceOf, type Store } from "../storage/store.js";
import { isNumeric, isObject, names, toNumber } from "../values/values.js";
import { type Cursors, cursorReply, type Results } from "./cursors.js";

/** What a command works with. */
export interface CommandContext {
  store: Store;
  cursors: Cursors;
  database: string;
  startedAt: number;
  connectionId: number;
}

/** Answers a command: a document, or the bytes of one. */
export type Handler = (
  context: CommandContext,
  body: Document,
) => Promise<Document | Buffer> | Document | Buffer;

/** Options that any command may carry and that change nothing here; a standalone server has no use for lsid. */
const GENERIC = names(
  "$db $readPreference $clusterTime lsid comment apiVersion apiStrict apiDeprecationErrors maxTimeMS readConcern writeConcern",
);

const NONE: ReadonlySet<string> = new Set();

/** Refuses options that the command does not have, and guarantees that only a replica set gives. */
export function requireOptions(body: Document, name: string, allowed: ReadonlySet<string> = NONE): void {
  requireFields(body, name, allowed);
  const level = body.readConcern?.level;
  if (level !== undefined && !["local", "available", "majority"].includes(level))
    throw notImplemented(`read concern ${level}`);
  const w = body.writeConcern?.w;
  if (isNumeric(w) && toNumber(w) > 1) throw failure(2, "cannot use 'w' > 1 when a host is not replicated");
  if (typeof w === "string" && w !== "majority") throw failure(79, `No write concern mode named '${w}'`);
  if ((body.apiVersion ?? "1") !== "1") throw failure(322, `apiVersion ${body.apiVersion} is not supported`);
}

/** Refuses fields that a command or a statement of it does not have, and collations. */
export function requireFields(body: Document, name: string, allowed: ReadonlySet<string>): void {
  for (const field of Object.keys(body)) {
    if (!allowed.has(field) && !GENERIC.has(field) && field !== name)
      throw failure(40415, `BSON field '${name}.${field}' is an unknown field.`);
  }
  requireSimpleCollation(body.collation);
}

/** Refuses collations other than the simple one: strings compare by their bytes here. */
export function requireSimpleCollation(collation: unknown): void {
  if (collation === undefined || (isObject(collation) && (collation.locale ?? "simple") === "simple")) return;
  throw notImplemented("collations");
}

/** The namespace that a command names. */
export function namespaceIn(context: CommandContext, name: unknown): string {
  return namespaceOf(context.database, name);
}

/** A whole number of at least zero, or the default when absent. */
export function readCount(value: unknown, name: string, otherwise: number): number {
  if (value === undefined || value === null) return otherwise;
  if (!isNumeric(value)) throw failure(14, `BSON field '${name}' is the wrong type, expected a number`);
  const number = toNumber(value);
  if (number < 0) throw failure(51024, `BSON field '${name}' value must be >= 0, actual value '${number}'`);
  return Math.trunc(number);
}

/** The command's time keeper, with its maxTimeMS. */
export function paceOf(body: Document): Pace {
  return new Pace(readCount(body.maxTimeMS, "maxTimeMS", 0));
}

/** Answers with the first batch of a cursor on results that need no collection any more. */
export async function replyWith(
  context: CommandContext,
  namespace: string,
  results: Results,
  body: Document,
  pace = paceOf(body),
): Promise<Buffer> {
  const cursor = context.cursors.create(namespace, results, pace);
  const size = readCount(body.cursor?.batchSize, "batchSize", 101);
  return cursorReply("firstBatch", namespace, await context.cursors.batch(cursor, size));
}

/** The parts of a query as commands give them. */
export interface QueryParts {
  filter?: unknown;
  sort?: unknown;
  hint?: unknown;
  skip?: number;
  limit?: number;
  let?: unknown;
}

/** Checks and plans a query. */
export function prepareQuery(collection: StoredCollection | undefined, parts: QueryParts): Promise<Query> {
  return withEvaluate(parts.let, (evaluate) => prepareQuerySync(collection, parts, evaluate));
}

/** As `prepareQuery`, within something that has an evaluator. */
export function prepareQuerySync(
  collection: StoredCollection | undefined,
  parts: QueryParts,
  evaluate: Evaluate,
): Query {
  const filter = (parts.filter ?? {}) as Document;
  const matches = compileFilter(filter, evaluate);
  const sort = readSort(parts.sort);
  const [skip, limit] = [parts.skip ?? 0, parts.limit ?? 0];
  const access = collection
    ? planQuery(collection, filter, sort, parts.hint, limit > 0 ? skip + limit : 0)
    : { stage: "COLLSCAN" as const, backwards: false, sorted: true };
  return { collection, filter, matches, access, sort, skip, limit };
}
