/** What every command shares: its context, its options checked against a list, and its query made ready. */
import type { Document } from "bson";
import type { StoredCollection } from "./collection.js";
import type { Cursors } from "./cursors.js";
import { failure, notImplemented } from "./errors.js";
import { type Evaluate, withEvaluate } from "./expressions.js";
import { compileFilter } from "./match.js";
import { Pace } from "./pace.js";
import { planQuery, readSort } from "./plan.js";
import type { Query } from "./query.js";
import { namespaceOf, type Store } from "./store.js";
import { isNumeric, isObject, toNumber, typeName } from "./values.js";

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

/** Options that any command may carry and that change nothing here. */
const GENERIC = new Set([
  "$db",
  "$readPreference",
  "$clusterTime",
  "lsid",
  "comment",
  "apiVersion",
  "apiStrict",
  "apiDeprecationErrors",
  "maxTimeMS",
  "readConcern",
  "writeConcern",
]);

/** Refuses options that the command does not have, transactions, and guarantees that only a replica set gives. */
export function requireOptions(body: Document, name: string, allowed: readonly string[]): void {
  for (const option of Object.keys(body)) {
    if (["txnNumber", "startTransaction", "autocommit"].includes(option)) {
      throw failure(20, "Transaction numbers are only allowed on a replica set member or mongos");
    }
    if (!GENERIC.has(option) && option !== name && !allowed.includes(option)) {
      throw failure(40415, `BSON field '${name}.${option}' is an unknown field.`);
    }
  }
  const level = body.readConcern?.level;
  if (level !== undefined && !["local", "available", "majority"].includes(level))
    throw notImplemented(`read concern ${level}`);
  const w = body.writeConcern?.w;
  if (isNumeric(w) && toNumber(w) > 1) throw failure(2, "cannot use 'w' > 1 when a host is not replicated");
  if (typeof w === "string" && w !== "majority")
    throw failure(79, `No write concern mode named '${w}' found`);
  if (body.apiVersion !== undefined && body.apiVersion !== "1")
    throw failure(322, `Provided apiVersion is not supported: ${body.apiVersion}`);
  requireSimpleCollation(body.collation);
}

/** Refuses collations other than the simple one: strings compare by their bytes here. */
export function requireSimpleCollation(collation: unknown): void {
  if (
    collation === undefined ||
    (isObject(collation) && (Object.keys(collation).length === 0 || collation.locale === "simple"))
  )
    return;
  throw notImplemented("collations");
}

/** The namespace that a command names. */
export function namespaceIn(context: CommandContext, name: unknown): string {
  return namespaceOf(context.database, name);
}

/** A whole number of at least zero, or the default when absent. */
export function readCount(value: unknown, name: string, otherwise: number): number {
  if (value === undefined || value === null) return otherwise;
  const number = toNumber(value);
  if (!isNumeric(value))
    throw failure(
      14,
      `BSON field '${name}' is the wrong type '${typeName(value)}', expected types '[long, int, decimal, double]'`,
    );
  if (number < 0) throw failure(51024, `BSON field '${name}' value must be >= 0, actual value '${number}'`);
  return Math.trunc(number);
}

/** The command's time keeper, with its maxTimeMS. */
export function paceOf(body: Document): Pace {
  return new Pace(readCount(body.maxTimeMS, "maxTimeMS", 0));
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
  evaluate: Evaluate | undefined,
): Query {
  const filter = (parts.filter ?? {}) as Document;
  const matches = compileFilter(filter, { evaluate });
  const sort = readSort(parts.sort);
  const [skip, limit] = [parts.skip ?? 0, parts.limit ?? 0];
  const plan = collection
    ? planQuery(collection, filter, sort, parts.hint, limit > 0 ? skip + limit : 0)
    : { access: { stage: "COLLSCAN" as const, backwards: false, sorted: true }, rejected: [] };
  return { collection, filter, matches, plan, sort, skip, limit };
}
