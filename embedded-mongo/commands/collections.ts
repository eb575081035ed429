/** The commands that create, drop and rename collections. */
import { failure, notImplemented } from "../errors.js";
import { namespaceOf, splitNamespace } from "../storage/namespaces.js";
import { isTruthy } from "../values/types.js";
import { wordSet } from "../values/word-set.js";
import { type Handler, namespaceIn, requireOptions } from "./command.js";
import { collectionsOf } from "./list-collections.js";

/** Options for kinds of collections that this server lacks. */
const unsupportedKinds = wordSet(
  "capped validator viewOn pipeline timeseries clusteredIndex expireAfterSeconds encryptedFields changeStreamPreAndPostImages storageEngine indexOptionDefaults",
);

/** The command create: https://www.mongodb.com/docs/v7.0/reference/command/create/ */
export const create: Handler = (context, body) => {
  for (const option of unsupportedKinds)
    if (isTruthy(body[option])) throw notImplemented(`collections with the option ${option}`);
  const ignored = wordSet("size max autoIndexId idIndex collation validationLevel validationAction flags");
  requireOptions(body, "create", new Set([...unsupportedKinds, ...ignored]));
  // As in MongoDB, a collection that exists with the same options is no error.
  context.store.obtain(namespaceIn(context, body.create));
  return { ok: 1 };
};

/** The command drop: https://www.mongodb.com/docs/v7.0/reference/command/drop/ */
export const drop: Handler = (context, body) => {
  requireOptions(body, "drop");
  const namespace = namespaceIn(context, body.drop);
  const collection = context.store.get(namespace);
  if (!collection) return { ok: 1 };
  context.store.drop(namespace);
  return { nIndexesWas: collection.indexes.length, ns: namespace, ok: 1 };
};

/** The command dropDatabase: https://www.mongodb.com/docs/v7.0/reference/command/dropDatabase/ */
export const dropDatabase: Handler = (context, body) => {
  requireOptions(body, "dropDatabase");
  const collections = collectionsOf(context);
  for (const { namespace } of collections) context.store.drop(namespace);
  return collections.length > 0 ? { dropped: context.database, ok: 1 } : { ok: 1 };
};

const renameCollectionOptions = wordSet("to dropTarget");

/** The command renameCollection: https://www.mongodb.com/docs/v7.0/reference/command/renameCollection/ */
export const renameCollection: Handler = (context, body) => {
  requireOptions(body, "renameCollection", renameCollectionOptions);
  if (context.database !== "admin") throw failure(13, "renameCollection may only be run against admin");
  const [from, to] = [body.renameCollection, body.to].map((name) =>
    namespaceOf(...splitNamespace(String(name))),
  ) as [string, string];
  if (!context.store.get(from)) throw failure(26, `Source collection ${from} does not exist`);
  if (from === to) throw failure(20, "Can't rename a collection to itself");
  if (context.store.get(to) && !isTruthy(body.dropTarget)) throw failure(48, "target namespace exists");
  context.store.rename(from, to);
  return { ok: 1 };
};
