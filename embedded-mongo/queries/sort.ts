/** Sorts documents and array elements. */
import type { Document } from "bson";
import { asFailure, failure, notImplemented } from "../errors.js";
import { documentKeys, fieldsOfPattern } from "../storage/index-keys.js";
import { compareValues, lesser } from "../values/compare.js";
import { getField } from "../values/fields.js";
import { isNumeric, isObject, toNumber } from "../values/types.js";

/** The fields of a sort, each with 1 (ascending) or -1 (descending). */
export type SortOrder = [path: string, direction: 1 | -1][];

/** Reads a sort document; throws for directions other than 1 and -1. */
export function readSort(sort: unknown): SortOrder {
  if (sort === undefined || sort === null) return [];
  if (!isObject(sort)) throw failure(14, "Expected field sortto be of type object");
  return Object.entries(sort).map(([path, value]) => {
    if (isObject(value)) throw notImplemented("sorting by $meta");
    const direction = toNumber(value);
    if (direction !== 1 && direction !== -1)
      throw failure(15975, "$sort key ordering must be 1 (for ascending) or -1 (for descending)");
    if (path === "" || path.split(".").includes(""))
      throw failure(15998, "FieldPath field names may not be empty strings.");
    return [path, direction];
  });
}

/** Returns a function from a document to its key in the order of a sort. */
export function sortKey(sort: SortOrder): (document: Document) => string {
  const fields = fieldsOfPattern(Object.fromEntries(sort));
  return (document) => {
    try {
      // Of an array, the smallest element counts in an ascending sort and the greatest in a descending one.
      return documentKeys(fields, document, false).reduce(lesser);
    } catch (error) {
      throw asFailure(error).code === 171
        ? failure(2, "cannot sort with keys that are parallel arrays")
        : error;
    }
  };
}

/** Sorts documents. */
export function sortDocuments(documents: Document[], sort: SortOrder): Document[] {
  const key = sortKey(sort);
  return documents
    .map((document) => ({ document, key: key(document) }))
    .sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0))
    .map(({ document }) => document);
}

/** Returns the sort of $push and $sortArray: elements as values, or documents by their fields. */
export function elementSorter(sort: unknown): (elements: unknown[]) => unknown[] {
  if (isNumeric(sort)) {
    const direction = toNumber(sort);
    if (Math.abs(direction) !== 1) throw failure(2, "The $sort element value must be either 1 or -1");
    return (elements) => elements.sort((a, b) => compareValues(a, b) * direction);
  }
  if (!isObject(sort) || Object.keys(sort).length === 0)
    throw failure(2, "$sort takes 1, -1, or a document such as { field: 1 }");
  const order = readSort(sort).map(([path, direction]) => [path.split("."), direction] as const);
  // An element that is no document has none of the fields; an array is compared as a whole, unlike in a sort of documents.
  const compare = (a: unknown, b: unknown) => {
    for (const [path, direction] of order) {
      const result = compareValues(fieldAt(a, path), fieldAt(b, path));
      if (result !== 0) return result * direction;
    }
    return 0;
  };
  return (elements) => elements.sort(compare);
}

function fieldAt(value: unknown, path: string[]): unknown {
  return (
    path.reduce<unknown>((inner, part) => (isObject(inner) ? getField(inner, part) : null), value) ?? null
  );
}
