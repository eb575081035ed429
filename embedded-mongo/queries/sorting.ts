/** Orders of documents: sort specifications, keys to sort by, and elements of arrays. */
import type { Document } from "bson";
import { asFailure, failure, notImplemented } from "../errors.js";
import { CollectionIndex } from "../storage/collection-index.js";
import { compareValues, lesser } from "../values/order.js";
import { isNumeric, isObject, toNumber } from "../values/values.js";

/** A sort specification's fields in order: 1 or -1. */
export type SortOrder = [path: string, direction: 1 | -1][];

/** Reads a sort document; throws BadValue for directions other than 1 and -1. */
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

/** Makes the key by which documents are put in a sort's order. */
export function sortKey(sort: SortOrder): (document: Document) => string {
  const order = new CollectionIndex({ v: 2, key: Object.fromEntries(sort), name: "sort" });
  return (document) => {
    try {
      // With arrays, the smallest key counts: the least element ascending, the greatest descending.
      return order.keysOf(document).reduce(lesser);
    } catch (error) {
      throw asFailure(error).code === 171
        ? failure(2, "cannot sort with keys that are parallel arrays")
        : error;
    }
  };
}

/** Sorts documents that are in memory already. */
export function sortDocuments(documents: Document[], sort: SortOrder): Document[] {
  const key = sortKey(sort);
  return documents
    .map((document) => ({ document, key: key(document) }))
    .sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0))
    .map(({ document }) => document);
}

/** Sorts elements as $push and $sortArray do: whole, or documents by their fields. */
export function elementSorter(sort: unknown): (elements: unknown[]) => unknown[] {
  if (isNumeric(sort)) {
    const direction = toNumber(sort);
    if (Math.abs(direction) !== 1) throw failure(2, "The $sort element value must be either 1 or -1");
    return (elements) => elements.sort((a, b) => compareValues(a, b) * direction);
  }
  if (!isObject(sort) || Object.keys(sort).length === 0)
    throw failure(2, "$sort takes 1, -1, or a document such as { field: 1 }");
  const order = readSort(sort);
  const key = sortKey(order);
  // Elements that are no documents have none of the fields.
  return (elements) =>
    elements.every(isObject)
      ? sortDocuments(elements as Document[], order)
      : elements.sort((a, b) => (key(isObject(a) ? a : {}) < key(isObject(b) ? b : {}) ? -1 : 1));
}
