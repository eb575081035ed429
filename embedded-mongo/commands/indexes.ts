/** The commands on indexes: createIndexes, dropIndexes, listIndexes. */
import type { Document } from "bson";
import { failure, notImplemented } from "../errors.js";
import { compileFilter } from "../queries/match.js";
import type { StoredCollection } from "../storage/collection.js";
import type { IndexDefinition } from "../storage/collection-index.js";
import { equalValues } from "../values/order.js";
import { isNumeric, isObject, isTruthy, names, toNumber } from "../values/values.js";
import {
  type CommandContext,
  type Handler,
  namespaceIn,
  paceOf,
  replyWith,
  requireOptions,
  requireSimpleCollation,
} from "./command.js";
import { answersFrom } from "./reading.js";

const OPTIONS = names(
  "key name ns v unique sparse expireAfterSeconds partialFilterExpression background collation dropDups",
);
const OPTIONS_OF_ID = names("key name ns v background collation");
const NOT_HERE = names(
  "hidden weights default_language language_override textIndexVersion 2dsphereIndexVersion bits min max bucketSize wildcardProjection storageEngine prepareUnique clustered",
);
const OTHER_KINDS = names("text 2d 2dsphere hashed geoHaystack columnstore");

function existing(context: CommandContext, name: unknown): StoredCollection {
  const namespace = namespaceIn(context, name);
  const collection = context.store.get(namespace);
  if (!collection) throw failure(26, `ns does not exist: ${namespace}`);
  return collection;
}

/** Checks one index of a createIndexes command. */
function readDefinition(specification: unknown): IndexDefinition {
  if (!isObject(specification)) throw failure(14, "The elements of the 'indexes' array must be objects");
  const { key, name, unique, sparse, expireAfterSeconds, partialFilterExpression, v = 2 } = specification;
  const isId = isObject(key) && Object.keys(key).length === 1 && "_id" in key;
  for (const option of Object.keys(specification)) {
    if (NOT_HERE.has(option) && isTruthy(specification[option]))
      throw notImplemented(`the index option ${option}`);
    if (!(isId ? OPTIONS_OF_ID : OPTIONS).has(option) && !NOT_HERE.has(option))
      throw failure(197, `The field '${option}' is not valid for this index specification.`);
  }
  if (!isObject(key)) throw failure(key === undefined ? 9 : 14, "The 'key' field must be an object");
  if (typeof name !== "string" || name === "") throw failure(9, "The 'name' field is a required property");
  if (name === "*") throw failure(2, "The index name '*' is not valid.");
  if (toNumber(v) !== 2) throw failure(67, `index version ${toNumber(v)} is not supported`);
  requireSimpleCollation(specification.collation);
  requireValidKey(key);
  if (partialFilterExpression !== undefined) {
    requirePartialFilter(partialFilterExpression);
    if (isTruthy(sparse)) throw failure(67, 'cannot mix "partialFilterExpression" and "sparse" options');
  }
  if (expireAfterSeconds !== undefined) {
    const seconds = toNumber(expireAfterSeconds);
    if (!(seconds >= 0 && seconds <= 2_147_483_647))
      throw failure(67, "TTL index 'expireAfterSeconds' option must be a number within an acceptable range");
    if (Object.keys(key).length > 1) throw failure(67, "compound indexes do not support TTL");
  }
  return {
    v: 2,
    key: key as Record<string, number>,
    name: isId ? "_id_" : name,
    ...(isTruthy(unique) ? { unique: true } : {}),
    ...(isTruthy(sparse) ? { sparse: true } : {}),
    ...(expireAfterSeconds !== undefined ? { expireAfterSeconds: toNumber(expireAfterSeconds) } : {}),
    ...(partialFilterExpression !== undefined ? { partialFilterExpression } : {}),
  };
}

function requireValidKey(key: Document): void {
  const fields = Object.entries(key);
  if (fields.length === 0) throw failure(67, "Index keys cannot be empty.");
  if (fields.length > 32) throw failure(13103, "Index key pattern too large: more than 32 fields");
  for (const [path, direction] of fields) {
    if (OTHER_KINDS.has(direction)) throw notImplemented(`${direction} indexes`);
    if (typeof direction === "string") throw failure(67, `Unknown index plugin '${direction}'`);
    if (!isNumeric(direction) || toNumber(direction) === 0 || Number.isNaN(toNumber(direction)))
      throw failure(67, "Values in the index key pattern cannot be 0 and must be numbers or strings");
    if (/(^|\.)\$\*\*$/.test(path)) throw notImplemented("wildcard indexes");
    const parts = path.split(".");
    if (parts.some((part) => part === "" || (part[0] === "$" && !["$id", "$ref", "$db"].includes(part))))
      throw failure(67, `Index key contains an illegal field name: '${path}'`);
  }
}

const PARTIAL_OPERATORS = names("$eq $gt $gte $lt $lte $exists $type $in");

function requirePartialFilter(filter: unknown): void {
  compileFilter(filter);
  for (const [name, value] of Object.entries(filter as Document)) {
    if (name === "$and" || name === "$or") (value as unknown[]).forEach(requirePartialFilter);
    for (const operator of isObject(value) ? Object.keys(value) : []) {
      const allowed = PARTIAL_OPERATORS.has(operator) && (operator !== "$exists" || isTruthy(value.$exists));
      if (operator[0] === "$" && !allowed)
        throw failure(67, `Expression not supported in partial index: ${operator}`);
    }
  }
}

/** What tells indexes apart besides their names. */
function signature({ key, unique, sparse, partialFilterExpression }: IndexDefinition): Document {
  return { key, unique: unique === true, sparse: sparse === true, filter: partialFilterExpression ?? null };
}

/** Whether an equal index is there already; throws the server's conflicts of names and options. */
function isKnown(collection: StoredCollection, wanted: IndexDefinition): boolean {
  for (const { definition } of collection.indexes) {
    const sameName = definition.name === wanted.name;
    const same = equalValues(signature(definition), signature(wanted));
    const sameOptions = definition.expireAfterSeconds === wanted.expireAfterSeconds;
    if (sameName && (definition.name === "_id_" || (same && sameOptions))) return true;
    if (same && sameOptions)
      throw failure(85, `Index already exists with a different name: ${definition.name}`);
    if (same) throw failure(85, "An equivalent index already exists with different options");
    if (sameName)
      throw failure(86, `An existing index has the same name as the requested index: ${wanted.name}`);
  }
  return false;
}

const CREATE_INDEXES_OPTIONS = names("indexes commitQuorum");

const createIndexes: Handler = async (context, body) => {
  requireOptions(body, "createIndexes", CREATE_INDEXES_OPTIONS);
  const namespace = namespaceIn(context, body.createIndexes);
  if (!Array.isArray(body.indexes) || body.indexes.length === 0)
    throw failure(2, "Must specify at least one index to create");
  const wanted = body.indexes.map(readDefinition);
  const isNew = !context.store.get(namespace);
  const collection = context.store.obtain(namespace);
  const before = collection.indexes.length;
  // All are checked before the first is built.
  const missing = wanted.filter((definition) => !isKnown(collection, definition));
  const pace = paceOf(body);
  const build = collection.lastBuild.then(async () => {
    for (const definition of missing)
      if (!isKnown(collection, definition)) await context.store.createIndex(collection, definition, pace);
  });
  collection.lastBuild = build.catch(() => {});
  await build;
  return {
    numIndexesBefore: before,
    numIndexesAfter: collection.indexes.length,
    createdCollectionAutomatically: isNew,
    ...(missing.length === 0 ? { note: "all indexes already exist" } : {}),
    ok: 1,
  };
};

const DROP_INDEXES_OPTIONS = names("index");

const dropIndexes: Handler = (context, body) => {
  requireOptions(body, "dropIndexes", DROP_INDEXES_OPTIONS);
  const collection = existing(context, body.dropIndexes);
  const before = collection.indexes.length;
  const wanted = Array.isArray(body.index) ? body.index : [body.index];
  const found = wanted.flatMap((one) => indexNames(collection, one));
  for (const name of found) context.store.dropIndex(collection.namespace, name);
  return { nIndexesWas: before, ok: 1 };
};

function indexNames(collection: StoredCollection, wanted: unknown): string[] {
  if (wanted === "*") return collection.indexes.slice(1).map(({ name }) => name);
  if (typeof wanted !== "string" && !isObject(wanted))
    throw failure(14, "index must be a string or an object");
  const found = collection.indexes.find((index) =>
    typeof wanted === "string" ? index.name === wanted : equalValues(index.definition.key, wanted),
  );
  if (!found) throw failure(27, `index not found: ${JSON.stringify(wanted)}`);
  if (found.name === "_id_") throw failure(72, "cannot drop _id index");
  return [found.name];
}

const LIST_INDEXES_OPTIONS = names("cursor");

const listIndexes: Handler = (context, body) => {
  requireOptions(body, "listIndexes", LIST_INDEXES_OPTIONS);
  const { namespace, indexes } = existing(context, body.listIndexes);
  return replyWith(context, namespace, answersFrom(indexes.map(({ definition }) => definition)), body);
};

/** By command name. */
export const indexCommands: Record<string, Handler> = { createIndexes, dropIndexes, listIndexes };
