/** Namespaces: "database.collection". */
import { failure } from "../errors.js";

/** Splits a namespace; the collection's name may contain dots. */
export function splitNamespace(namespace: string): [database: string, collection: string] {
  const dot = namespace.indexOf(".");
  return [namespace.slice(0, dot), namespace.slice(dot + 1)];
}

/**
 * Joins the names of a database and a collection; throws InvalidNamespace for names that MongoDB refuses:
 * https://www.mongodb.com/docs/v7.0/reference/limits/#naming-restrictions
 */
export function namespaceOf(database: unknown, collection: unknown): string {
  if (typeof database !== "string" || !/^[^/\\. "$\0]{1,63}$/.test(database))
    throw failure(73, `Invalid database name: '${database}'`);
  if (typeof collection !== "string") throw failure(73, "collection name has invalid type");
  const namespace = `${database}.${collection}`;
  if (collection === "" || /^\.|\.$|\.\.|\0|\$/.test(collection) || namespace.length > 255)
    throw failure(73, `Invalid namespace specified '${namespace}'`);
  return namespace;
}
