/** Reads dotted paths through subdocuments and arrays, as MongoDB's query language does. */
import type { Document } from "bson";
import { failure } from "../errors.js";
import { getField } from "./fields.js";
import { isObject } from "./types.js";

/** Fields of a DBRef: https://www.mongodb.com/docs/v7.0/reference/database-references/#dbrefs */
const dbRefFields = ["$ref", "$id", "$db"];

/** Throws for a path that an expression or a projection cannot have. */
export function requireFieldPath(path: string): string[] {
  if (path === "") throw failure(40352, "FieldPath cannot be constructed with empty string");
  if (path.endsWith(".")) throw failure(40353, "FieldPath must not end with a '.'.");
  const parts = path.split(".");
  if (parts.includes("")) throw failure(15998, "FieldPath field names may not be empty strings.");
  if (parts.some((part) => part[0] === "$" && !dbRefFields.includes(part)))
    throw failure(16410, "FieldPath field names may not start with '$'.");
  return parts;
}

const arrayIndex = /^(0|[1-9]\d*)$/;

/** Whether a part of a path can be an array index. */
export function isIndex(part: string): boolean {
  return arrayIndex.test(part);
}

/** Details of a match. */
export interface MatchDetails {
  /** Index of the matched element in the first array on the path: the positional `$` stands for it. */
  arrayIndex?: number;
}

/**
 * Whether any value at the path passes the test. The elements of an array on the path are searched; with `expandLeaf` also
 * those of an array at the path's end, before the array itself. A missing value is tested as undefined.
 */
export function anyAtPath(
  node: unknown,
  path: readonly string[],
  expandLeaf: boolean,
  test: (value: unknown) => boolean,
  details?: MatchDetails,
  at = 0,
): boolean {
  if (at === path.length) {
    // An empty path stands for the value itself, as in { $elemMatch: { $gt: 1 } }.
    if (expandLeaf && at > 0 && Array.isArray(node)) {
      for (let i = 0; i < node.length; i++) {
        if (test(node[i])) {
          if (details) details.arrayIndex = i;
          return true;
        }
      }
    }
    return test(node);
  }
  const part = path[at]!;
  if (Array.isArray(node)) {
    for (let i = 0; i < node.length; i++) {
      const element = node[i];
      const found =
        (isObject(element) && anyAtPath(element, path, expandLeaf, test, details, at)) ||
        // An element that the path selects by its index is not expanded at the path's end.
        (String(i) === part &&
          anyAtPath(element, path, expandLeaf && at + 1 < path.length, test, details, at + 1));
      if (found) {
        if (details) details.arrayIndex = i;
        return true;
      }
    }
    return false;
  }
  return anyAtPath(
    isObject(node) ? getField(node, part) : undefined,
    path,
    expandLeaf,
    test,
    details,
    at + 1,
  );
}

/**
 * Returns the values at a path for the command distinct and for joins: the elements of arrays, on the path and at its end; missing
 * values are left out.
 */
export function distinctValues(document: Document, path: readonly string[]): unknown[] {
  const values: unknown[] = [];
  anyAtPath(document, path, false, (value) => {
    if (Array.isArray(value)) values.push(...value);
    else if (value !== undefined) values.push(value);
    return false;
  });
  return values;
}

/** Returned by `scalarAtPath` when there is an array on the path. */
export const arrayOnPath = Symbol("array on the path");

/** Returns the value at a path without arrays, the common case, quicker than `indexedValues`. */
export function scalarAtPath(document: Document, path: readonly string[]): unknown {
  let value: unknown = document;
  for (const part of path) {
    if (Array.isArray(value)) return arrayOnPath;
    if (!isObject(value)) return undefined;
    value = getField(value, part);
  }
  return Array.isArray(value) ? arrayOnPath : value;
}
