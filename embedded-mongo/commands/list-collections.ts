/** The commands listCollections and listDatabases. */
import { compileFilter } from "../queries/compile-filter.js";
import type { StoredCollection } from "../storage/collection.js";
import { splitNamespace } from "../storage/namespaces.js";
import { isTruthy } from "../values/types.js";
import { wordSet } from "../values/word-set.js";
import { type CommandContext, type Handler, requireOptions } from "./command.js";
import { replyWithDocuments } from "./cursor-reply.js";

/** All collections of the command's database. */
export function collectionsOf(context: CommandContext): StoredCollection[] {
  return [...context.store.collections.values()].filter(
    ({ namespace }) => splitNamespace(namespace)[0] === context.database,
  );
}

const listCollectionsOptions = wordSet("filter nameOnly authorizedCollections cursor");

/** The command listCollections: https://www.mongodb.com/docs/v7.0/reference/command/listCollections/ */
export const listCollections: Handler = (context, body) => {
  requireOptions(body, "listCollections", listCollectionsOptions);
  const matches = compileFilter(body.filter ?? {});
  const entries = collectionsOf(context)
    .map(({ namespace, options, uuid }) => ({
      name: splitNamespace(namespace)[1],
      type: "collection",
      options,
      info: { readOnly: false, uuid },
      idIndex: { v: 2, key: { _id: 1 }, name: "_id_" },
    }))
    .filter((entry) => matches(entry))
    .map((entry) => (isTruthy(body.nameOnly) ? { name: entry.name, type: entry.type } : entry));
  return replyWithDocuments(context, `${context.database}.$cmd.listCollections`, entries, body);
};

const listDatabasesOptions = wordSet("filter nameOnly authorizedDatabases");

/** The command listDatabases: https://www.mongodb.com/docs/v7.0/reference/command/listDatabases/ */
export const listDatabases: Handler = (context, body) => {
  requireOptions(body, "listDatabases", listDatabasesOptions);
  const matches = compileFilter(body.filter ?? {});
  const sizes = new Map<string, number>();
  for (const { namespace, dataBytes } of context.store.collections.values()) {
    const [database] = splitNamespace(namespace);
    sizes.set(database, (sizes.get(database) ?? 0) + dataBytes);
  }
  const databases = [...sizes]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, sizeOnDisk]) => ({ name, sizeOnDisk, empty: false }))
    .filter((entry) => matches(entry));
  if (isTruthy(body.nameOnly)) return { databases: databases.map(({ name }) => ({ name })), ok: 1 };
  return { databases, totalSize: databases.reduce((sum, { sizeOnDisk }) => sum + sizeOnDisk, 0), ok: 1 };
};
