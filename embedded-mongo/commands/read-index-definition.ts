/** Checks the index definitions of createIndexes: https://www.mongodb.com/docs/v7.0/reference/command/createIndexes/ */
import type { Document } from "bson";
import { failure, notImplemented } from "../errors.js";
import { compileFilter } from "../queries/compile-filter.js";
import type { IndexDefinition } from "../storage/collection-index.js";
import { isNumeric, isObject, isTruthy, toNumber } from "../values/types.js";
import { wordSet } from "../values/word-set.js";
import { requireSimpleCollation } from "./command.js";

const indexOptions = wordSet(
  "key name ns v unique sparse expireAfterSeconds partialFilterExpression background collation dropDups",
);
const idIndexOptions = wordSet("key name ns v background collation");
const unsupportedOptions = wordSet(
  "hidden weights default_language language_override textIndexVersion 2dsphereIndexVersion bits min max bucketSize wildcardProjection storageEngine prepareUnique clustered",
);
const unsupportedKinds = wordSet("text 2d 2dsphere hashed geoHaystack columnstore");

/** Checks one index of a createIndexes command. Options that no version has are left out if the command says so. */
export function readIndexDefinition(specification: unknown, ignoreUnknown: boolean): IndexDefinition {
  if (!isObject(specification)) throw failure(14, "The elements of the 'indexes' array must be objects");
  const { key, name, unique, sparse, expireAfterSeconds, partialFilterExpression, v = 2 } = specification;
  const isId = isObject(key) && Object.keys(key).length === 1 && "_id" in key;
  for (const option of Object.keys(specification)) {
    if (unsupportedOptions.has(option) && isTruthy(specification[option]))
      throw notImplemented(`the index option ${option}`);
    const isKnown = indexOptions.has(option) || unsupportedOptions.has(option);
    if (!isKnown && ignoreUnknown) continue;
    if (!isKnown || (isId && !idIndexOptions.has(option) && !unsupportedOptions.has(option)))
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
  if (expireAfterSeconds !== undefined) requireValidExpiry(expireAfterSeconds, key);
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

function requireValidExpiry(expireAfterSeconds: unknown, key: Document): void {
  const seconds = toNumber(expireAfterSeconds);
  if (!(seconds >= 0 && seconds <= 2_147_483_647))
    throw failure(67, "TTL index 'expireAfterSeconds' option must be a number within an acceptable range");
  if (Object.keys(key).length > 1) throw failure(67, "compound indexes do not support TTL");
}

function requireValidKey(key: Document): void {
  const fields = Object.entries(key);
  if (fields.length === 0) throw failure(67, "Index keys cannot be empty.");
  if (fields.length > 32) throw failure(13103, "Index key pattern too large: more than 32 fields");
  for (const [path, direction] of fields) {
    if (unsupportedKinds.has(direction)) throw notImplemented(`${direction} indexes`);
    if (typeof direction === "string") throw failure(67, `Unknown index plugin '${direction}'`);
    if (!isNumeric(direction) || toNumber(direction) === 0 || Number.isNaN(toNumber(direction)))
      throw failure(67, "Values in the index key pattern cannot be 0 and must be numbers or strings");
    if (/(^|\.)\$\*\*$/.test(path)) throw notImplemented("wildcard indexes");
    const parts = path.split(".");
    if (parts.some((part) => part === "" || (part[0] === "$" && !["$id", "$ref", "$db"].includes(part))))
      throw failure(67, `Index key contains an illegal field name: '${path}'`);
  }
}

const partialOperators = wordSet("$eq $gt $gte $lt $lte $exists $type $in");

function requirePartialFilter(filter: unknown): void {
  compileFilter(filter);
  for (const [name, value] of Object.entries(filter as Document)) {
    if (name === "$and" || name === "$or") (value as unknown[]).forEach(requirePartialFilter);
    for (const operator of isObject(value) ? Object.keys(value) : []) {
      const allowed = partialOperators.has(operator) && (operator !== "$exists" || isTruthy(value.$exists));
      if (operator[0] === "$" && !allowed)
        throw failure(67, `Expression not supported in partial index: ${operator}`);
    }
  }
}
