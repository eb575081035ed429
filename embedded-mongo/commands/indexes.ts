/** The commands createIndexes, dropIndexes and listIndexes. */
import type { Document } from "bson";
import { failure } from "../errors.js";
import type { StoredCollection } from "../storage/collection.js";
import type { IndexDefinition } from "../storage/collection-index.js";
import { equalValues } from "../values/compare.js";
import { isObject, isTruthy } from "../values/types.js";
import { wordSet } from "../values/word-set.js";
import { type CommandContext, type Handler, namespaceIn, paceOf, requireOptions } from "./command.js";
import { replyWithDocuments } from "./cursor-reply.js";
import { readIndexDefinition } from "./read-index-definition.js";

function requireCollection(context: CommandContext, name: unknown): StoredCollection {
  const namespace = namespaceIn(context, name);
  const collection = context.store.get(namespace);
  if (!collection) throw failure(26, `ns does not exist: ${namespace}`);
  return collection;
}

/** What must differ between two indexes of a collection, beside their names. */
function signature({ key, unique, sparse, partialFilterExpression }: IndexDefinition): Document {
  return { key, unique: unique === true, sparse: sparse === true, filter: partialFilterExpression ?? null };
}

/** Whether an equal index exists already; throws MongoDB's errors for conflicting names and options. */
function indexExists(collection: StoredCollection, wanted: IndexDefinition): boolean {
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

const createIndexesOptions = wordSet("indexes commitQuorum ignoreUnknownIndexOptions");

/** The command createIndexes: https://www.mongodb.com/docs/v7.0/reference/command/createIndexes/ */
export const createIndexes: Handler = async (context, body) => {
  requireOptions(body, "createIndexes", createIndexesOptions);
  const namespace = namespaceIn(context, body.createIndexes);
  if (!Array.isArray(body.indexes) || body.indexes.length === 0)
    throw failure(2, "Must specify at least one index to create");
  const ignoreUnknown = isTruthy(body.ignoreUnknownIndexOptions);
  const wanted = body.indexes.map((one) => readIndexDefinition(one, ignoreUnknown));
  const isNew = !context.store.get(namespace);
  const collection = context.store.obtain(namespace);
  const before = collection.indexes.length;
  // All definitions are checked before the first index is built.
  const missing = wanted.filter((definition) => !indexExists(collection, definition));
  const pace = paceOf(body);
  const build = collection.lastBuild.then(async () => {
    for (const definition of missing)
      if (!indexExists(collection, definition)) await context.store.createIndex(collection, definition, pace);
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

const dropIndexesOptions = wordSet("index");

/** The command dropIndexes: https://www.mongodb.com/docs/v7.0/reference/command/dropIndexes/ */
export const dropIndexes: Handler = (context, body) => {
  requireOptions(body, "dropIndexes", dropIndexesOptions);
  const collection = requireCollection(context, body.dropIndexes);
  const before = collection.indexes.length;
  const wanted = Array.isArray(body.index) ? body.index : [body.index];
  const found = wanted.flatMap((one) => indexNames(collection, one));
  for (const name of found) context.store.dropIndex(collection, name);
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

const listIndexesOptions = wordSet("cursor");

/** The command listIndexes: https://www.mongodb.com/docs/v7.0/reference/command/listIndexes/ */
export const listIndexes: Handler = (context, body) => {
  requireOptions(body, "listIndexes", listIndexesOptions);
  const { namespace, indexes } = requireCollection(context, body.listIndexes);
  return replyWithDocuments(
    context,
    namespace,
    indexes.map(({ definition }) => definition),
    body,
  );
};
