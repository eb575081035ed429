/** Reads dotted paths through subdocuments and arrays, as MongoDB's query language does. */
import type { Document } from "bson";
import { getField, isObject } from "./values.js";

const INDEX = /^(0|[1-9]\d*)$/;

/** Whether a path's part can be an array's index. */
export function isIndex(part: string): boolean {
  return INDEX.test(part);
}

/** Which element of the first array on its way a predicate matched: what the positional `$` stands for. */
export interface Hit {
  index?: number;
}

/**
 * Whether any value at the path passes the test. An array on the way is looked into; at the end, with
 * `expandLeaf`, its elements are tested before the array itself. A missing value is tested as undefined.
 */
export function anyAtPath(
  node: unknown,
  path: readonly string[],
  expandLeaf: boolean,
  test: (value: unknown) => boolean,
  hit?: Hit,
  at = 0,
): boolean {
  if (at === path.length) {
    // With an empty path the value itself is meant, as in { $elemMatch: { $gt: 1 } }.
    if (expandLeaf && at > 0 && Array.isArray(node)) {
      for (let i = 0; i < node.length; i++) {
        if (test(node[i])) {
          if (hit) hit.index = i;
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
        (isObject(element) && anyAtPath(element, path, expandLeaf, test, hit, at)) ||
        // An element named by its index is not expanded when it is the path's end.
        (String(i) === part &&
          anyAtPath(element, path, expandLeaf && at + 1 < path.length, test, hit, at + 1));
      if (found) {
        if (hit) hit.index = i;
        return true;
      }
    }
    return false;
  }
  return anyAtPath(isObject(node) ? getField(node, part) : undefined, path, expandLeaf, test, hit, at + 1);
}

/**
 * All values of the path as `distinct` sees them: arrays are looked into on the way and unwound at the
 * end; missing ones are left out.
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

/** Stands for "there is an array on this path". */
export const ON_ARRAY = Symbol("array on the path");

/** The value at a path without arrays: the common case, and the quick one. */
export function scalarAtPath(document: Document, path: readonly string[]): unknown {
  let value: unknown = document;
  for (const part of path) {
    if (Array.isArray(value)) return ON_ARRAY;
    if (!isObject(value)) return undefined;
    value = getField(value, part);
  }
  return Array.isArray(value) ? ON_ARRAY : value;
}

/** The values an index holds for one field of a document, and whether an array was met on the way. */
export interface IndexedValues {
  values: unknown[];
  /** How many of the path's parts had been followed where the first array was met; -1 without one. */
  arrayAt: number;
}

/** Marks the value of an empty array in an index. */
export const EMPTY_ARRAY = Symbol("empty array");

/** The values that an index has for a path: array elements one by one, undefined where there is none. */
export function indexedValues(document: Document, path: readonly string[]): IndexedValues {
  const values: unknown[] = [];
  let arrayAt = -1;
  const visit = (node: unknown, at: number): void => {
    if (Array.isArray(node)) {
      const part = path[at];
      if (part !== undefined && isIndex(part) && Number(part) < node.length) {
        // A path such as "list.0" names one element, or a field "0" of any.
        visit(node[Number(part)], at + 1);
        for (const element of node) if (isObject(element) && Object.hasOwn(element, part)) visit(element, at);
        if (values.length > 1 && (arrayAt === -1 || at < arrayAt)) arrayAt = at;
        return;
      }
      if (arrayAt === -1 || at < arrayAt) arrayAt = at;
      if (node.length === 0) values.push(at === path.length ? EMPTY_ARRAY : undefined);
      for (const element of node) {
        if (at === path.length) values.push(element);
        else if (isObject(element)) visit(element, at);
        else values.push(undefined);
      }
    } else if (at === path.length) values.push(node);
    else visit(isObject(node) ? getField(node, path[at]!) : undefined, at + 1);
  };
  visit(document, 0);
  return { values, arrayAt };
}

/** Values at a path for expressions and projections by plain field path: arrays on the way give arrays. */
export function valueAtPath(node: unknown, path: readonly string[], at = 0): unknown {
  if (at === path.length) return node;
  if (Array.isArray(node)) {
    return node
      .filter(isObject)
      .map((element) => valueAtPath(element, path, at))
      .filter((value) => value !== undefined);
  }
  return isObject(node) ? valueAtPath(getField(node, path[at]!), path, at + 1) : undefined;
}
