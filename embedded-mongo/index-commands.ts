/** The commands on indexes: createIndexes, dropIndexes, listIndexes, collMod of an index. */
import type { Document } from "bson";
import type { StoredCollection } from "./collection.js";
import type { IndexDefinition } from "./collection-index.js";
import {
  type CommandContext,
  type Handler,
  namespaceIn,
  paceOf,
  readCount,
  requireOptions,
  requireSimpleCollation,
} from "./command.js";
import { cursorReply } from "./cursors.js";
import { failure, notImplemented } from "./errors.js";
import { compileFilter, isTruthy } from "./match.js";
import { equalValues } from "./order.js";
import { answersFrom } from "./read-commands.js";
import { isNumeric, isObject, toNumber, typeName } from "./values.js";

const INDEX_OPTIONS = new Set([
  "key",
  "name",
  "ns",
  "v",
  "unique",
  "sparse",
  "hidden",
  "expireAfterSeconds",
  "partialFilterExpression",
  "background",
  "collation",
  "dropDups",
]);
const UNSUPPORTED_OPTIONS = new Set([
  "weights",
  "default_language",
  "language_override",
  "textIndexVersion",
  "2dsphereIndexVersion",
  "bits",
  "min",
  "max",
  "bucketSize",
  "wildcardProjection",
  "storageEngine",
  "prepareUnique",
  "clustered",
]);

function existing(context: CommandContext, name: unknown): StoredCollection {
  const namespace = namespaceIn(context, name);
  const collection = context.store.get(namespace);
  if (!collection) throw failure(26, `ns does not exist: ${namespace}`);
  return collection;
}

/** Checks one index of a createIndexes command. */
function readDefinition(specification: unknown): IndexDefinition {
  if (!isObject(specification)) throw failure(14, "The elements of the 'indexes' array must be objects");
  const { key, name, unique, sparse, hidden, expireAfterSeconds, partialFilterExpression, collation, v } =
    specification;
  for (const option of Object.keys(specification)) {
    if (UNSUPPORTED_OPTIONS.has(option)) throw notImplemented(`the index option ${option}`);
    if (!INDEX_OPTIONS.has(option))
      throw failure(
        197,
        `Error in specification ${JSON.stringify(specification)} :: caused by :: The field '${option}' is not valid for an index specification.`,
      );
  }
  if (!isObject(key))
    throw failure(
      key === undefined ? 9 : 14,
      "The 'key' field is a required property of an index specification",
    );
  if (typeof name !== "string" || name === "")
    throw failure(9, "The 'name' field is a required property of an index specification");
  if (v !== undefined && toNumber(v) !== 2)
    throw failure(67, `Invalid index specification: index version ${toNumber(v)} is not supported`);
  requireSimpleCollation(collation);
  requireValidKey(key);
  const isId = Object.keys(key).length === 1 && "_id" in key;
  if (
    isId &&
    (sparse !== undefined ||
      (unique !== undefined && !isTruthy(unique)) ||
      partialFilterExpression !== undefined ||
      expireAfterSeconds !== undefined)
  ) {
    throw failure(
      197,
      `The field '${expireAfterSeconds !== undefined ? "expireAfterSeconds" : "unique"}' is not valid for an _id index specification.`,
    );
  }
  if (partialFilterExpression !== undefined) requirePartialFilter(partialFilterExpression);
  if (isTruthy(sparse) && partialFilterExpression !== undefined)
    throw failure(67, `Bad index key pattern: cannot mix "partialFilterExpression" and "sparse" options`);
  if (expireAfterSeconds !== undefined) {
    requireExpiry(expireAfterSeconds);
    if (Object.keys(key).length > 1)
      throw failure(67, "TTL indexes are single-field indexes, compound indexes do not support TTL.");
  }
  return {
    v: 2,
    key: key as Record<string, number>,
    name: isId ? "_id_" : name,
    ...(isTruthy(unique) ? { unique: true } : {}),
    ...(isTruthy(sparse) ? { sparse: true } : {}),
    ...(isTruthy(hidden) ? { hidden: true } : {}),
    ...(expireAfterSeconds !== undefined ? { expireAfterSeconds: toNumber(expireAfterSeconds) } : {}),
    ...(partialFilterExpression !== undefined ? { partialFilterExpression } : {}),
  };
}

function requireExpiry(value: unknown): void {
  const seconds = toNumber(value);
  if (!isNumeric(value))
    throw failure(
      67,
      `TTL index 'expireAfterSeconds' option must be numeric, but received a type of '${typeName(value)}'`,
    );
  if (!(seconds >= 0 && seconds <= 2_147_483_647))
    throw failure(67, "TTL index 'expireAfterSeconds' option must be within an acceptable range");
}

function requireValidKey(key: Document): void {
  const fields = Object.entries(key);
  if (fields.length === 0) throw failure(67, "Index keys cannot be empty.");
  if (fields.length > 32) throw failure(13103, "Index key pattern too large: more than 32 fields");
  for (const [path, direction] of fields) {
    if (typeof direction === "string") {
      if (["text", "2d", "2dsphere", "hashed", "geoHaystack", "columnstore"].includes(direction))
        throw notImplemented(`${direction} indexes`);
      throw failure(67, `Unknown index plugin '${direction}'`);
    }
    if (!isNumeric(direction) || toNumber(direction) === 0 || Number.isNaN(toNumber(direction))) {
      throw failure(67, "Values in the index key pattern cannot be 0 and must be numbers or strings");
    }
    if (path === "$**" || path.endsWith(".$**")) throw notImplemented("wildcard indexes");
    const parts = path.split(".");
    if (parts.includes(""))
      throw failure(67, "Index keys cannot be an empty field or have empty path components");
    if (parts.some((part) => part[0] === "$" && !["$id", "$ref", "$db"].includes(part)))
      throw failure(67, "Index key contains an illegal field name: field name starts with '$'.");
  }
}

const PARTIAL_OPERATORS = new Set(["$eq", "$gt", "$gte", "$lt", "$lte", "$exists", "$type", "$in"]);

function requirePartialFilter(filter: unknown): void {
  compileFilter(filter);
  for (const [name, value] of Object.entries(filter as Document)) {
    if (name === "$and" || name === "$or")
      for (const branch of value as unknown[]) requirePartialFilter(branch);
    else if (isObject(value)) {
      for (const operator of Object.keys(value)) {
        const allowed =
          PARTIAL_OPERATORS.has(operator) && !(operator === "$exists" && !isTruthy(value.$exists));
        if (operator[0] === "$" && !allowed)
          throw failure(67, `Expression not supported in partial index: ${operator}`);
      }
    }
  }
}

/** What tells indexes apart besides their names; the other options may only be changed by collMod. */
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
    const both = `Requested index: ${JSON.stringify(wanted)}, existing index: ${JSON.stringify(definition)}`;
    if (same && sameName) {
      throw failure(
        85,
        `An equivalent index already exists with the same name but different options. ${both}`,
      );
    }
    if (same && sameOptions)
      throw failure(85, `Index already exists with a different name: ${definition.name}`);
    if (same)
      throw failure(85, `An equivalent index already exists with a different name and options. ${both}`);
    if (sameName) {
      throw failure(
        86,
        `An existing index has the same name as the requested index. When index names are not specified, they are auto generated and can cause conflicts. Please refer to our documentation. ${both}`,
      );
    }
  }
  return false;
}

const createIndexes: Handler = (context, body) => {
  requireOptions(body, "createIndexes", ["indexes", "commitQuorum", "ignoreUnknownIndexOptions"]);
  const namespace = namespaceIn(context, body.createIndexes);
  if (!Array.isArray(body.indexes) || body.indexes.length === 0)
    throw failure(2, "Must specify at least one index to create");
  const wanted = body.indexes.map(readDefinition);
  const isNew = !context.store.get(namespace);
  const collection = context.store.obtain(namespace);
  const before = collection.indexes.length;
  // All are checked before the first is built.
  const missing = wanted.filter((definition) => !isKnown(collection, definition));
  for (const definition of missing)
    if (!isKnown(collection, definition)) context.store.createIndex(namespace, definition);
  return {
    numIndexesBefore: before,
    numIndexesAfter: collection.indexes.length,
    createdCollectionAutomatically: isNew,
    ...(missing.length === 0 ? { note: "all indexes already exist" } : {}),
    ok: 1,
  };
};

const dropIndexes: Handler = (context, body) => {
  requireOptions(body, "dropIndexes", ["index", "deleteIndexes"]);
  const collection = existing(context, body.dropIndexes ?? body.deleteIndexes);
  const before = collection.indexes.length;
  const names = Array.isArray(body.index) ? body.index : [body.index];
  const found = names.flatMap((wanted) => indexNames(collection, wanted));
  for (const name of found) context.store.dropIndex(collection.namespace, name);
  return {
    nIndexesWas: before,
    ...(body.index === "*" ? { msg: "non-_id indexes dropped for collection" } : {}),
    ok: 1,
  };
};

function indexNames(collection: StoredCollection, wanted: unknown): string[] {
  if (wanted === "*") return collection.indexes.slice(1).map(({ name }) => name);
  if (typeof wanted !== "string" && !isObject(wanted))
    throw failure(14, "index must be a string or an object");
  const found = collection.indexes.find((index) =>
    typeof wanted === "string" ? index.name === wanted : equalValues(index.definition.key, wanted),
  );
  if (!found)
    throw failure(
      27,
      typeof wanted === "string"
        ? `index not found with name [${wanted}]`
        : `can't find index with key: ${JSON.stringify(wanted)}`,
    );
  if (found.name === "_id_") throw failure(72, "cannot drop _id index");
  return [found.name];
}

const listIndexes: Handler = async (context, body) => {
  requireOptions(body, "listIndexes", ["cursor"]);
  const collection = existing(context, body.listIndexes);
  const pace = paceOf(body);
  const cursor = context.cursors.create(
    collection.namespace,
    answersFrom(collection.indexes.map(({ definition }) => definition)),
    pace,
    () => false,
  );
  return cursorReply(
    "firstBatch",
    collection.namespace,
    await context.cursors.batch(cursor, readCount(body.cursor?.batchSize, "batchSize", 101)),
  );
};

const collMod: Handler = (context, body) => {
  requireOptions(body, "collMod", ["index"]);
  const collection = existing(context, body.collMod);
  if (!isObject(body.index)) return { ok: 1 };
  const { name, keyPattern, expireAfterSeconds, hidden, ...rest } = body.index;
  if (Object.keys(rest).length > 0) throw notImplemented(`collMod's index option ${Object.keys(rest)[0]}`);
  const index = collection.indexes.find((one) =>
    name === undefined ? equalValues(one.definition.key, keyPattern) : one.name === name,
  );
  if (!index)
    throw failure(
      27,
      `cannot find index ${String(name ?? JSON.stringify(keyPattern))} for ns ${collection.namespace}`,
    );
  const { definition } = index;
  const answer: Document = { ok: 1 };
  const options: Document = {};
  if (expireAfterSeconds !== undefined) {
    requireExpiry(expireAfterSeconds);
    options.expireAfterSeconds = toNumber(expireAfterSeconds);
    Object.assign(answer, {
      expireAfterSeconds_old: definition.expireAfterSeconds,
      expireAfterSeconds_new: options.expireAfterSeconds,
    });
  }
  if (hidden !== undefined) {
    if (index.name === "_id_") throw failure(2, "can't hide _id index");
    options.hidden = isTruthy(hidden);
    Object.assign(answer, { hidden_old: definition.hidden === true, hidden_new: options.hidden });
  }
  context.store.alterIndex(collection.namespace, index.name, options);
  return answer;
};

/** By command name. */
export const indexCommands: Record<string, Handler> = {
  createIndexes,
  dropIndexes,
  deleteIndexes: dropIndexes,
  listIndexes,
  collMod,
};
