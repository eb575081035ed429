/** Returns the values at a path as an index has them. */
import type { Document } from "bson";
import { getField } from "./fields.js";
import { isIndex } from "./paths.js";
import { isObject } from "./types.js";

/** The values of one field of a document in an index. */
export interface IndexedValues {
  values: unknown[];
  /** The number of path parts before the first array; -1 without an array. */
  arrayAt: number;
}

/** Stands for an empty array among indexed values. */
export const emptyArray = Symbol("empty array");

/** Returns the values of a path in an index: each element of an array, undefined for a missing value. */
export function indexedValues(document: Document, path: readonly string[]): IndexedValues {
  const values: unknown[] = [];
  let arrayAt = -1;
  const visit = (node: unknown, at: number): void => {
    if (Array.isArray(node)) {
      const part = path[at];
      if (part !== undefined && isIndex(part) && Number(part) < node.length) {
        // A path such as "list.0" selects one element, or the field "0" of each.
        visit(node[Number(part)], at + 1);
        for (const element of node) if (isObject(element) && Object.hasOwn(element, part)) visit(element, at);
        if (values.length > 1 && (arrayAt === -1 || at < arrayAt)) arrayAt = at;
        return;
      }
      if (arrayAt === -1 || at < arrayAt) arrayAt = at;
      if (node.length === 0) values.push(at === path.length ? emptyArray : undefined);
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

/** Returns the value of a field path in an expression: an array on the path gives the array of its elements' values. */
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
