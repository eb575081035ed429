/** Changes a collection's documents in memory, and its indexes with them. On DuplicateKey nothing has changed. */
import type { Document } from "bson";
import { keyOf } from "../values/keys.js";
import type { StoredCollection } from "./collection.js";
import {
  addToIndex,
  type CollectionIndex,
  indexKeys,
  removeFromIndex,
  requireUnique,
} from "./collection-index.js";
import type { StoredRecord } from "./ordered-entries.js";

/** Adds a document. */
export function loadDocument(collection: StoredCollection, document: Document, bytes: Buffer): void {
  const { indexes, namespace } = collection;
  const keys = indexes.map((index) => indexKeys(index, document));
  indexes.forEach((index, i) => {
    requireUnique(index, keys[i]!, document, undefined, namespace);
  });
  const record: StoredRecord = { number: collection.nextRecord++, bytes };
  collection.records.set(keys[0]![0]!, record);
  indexes.forEach((index, i) => {
    addToIndex(index, keys[i]!, record);
  });
  collection.dataBytes += bytes.length;
}

/** Puts a new version of a document in the old one's place; `_id` must be the same. */
export function reloadDocument(
  collection: StoredCollection,
  record: StoredRecord,
  before: Document,
  after: Document,
  bytes: Buffer,
): void {
  const changes = indexesOf(collection, record).map((index) => {
    const [old, now] = [indexKeys(index, before), indexKeys(index, after)];
    return {
      index,
      removed: old.filter((key) => !now.includes(key)),
      added: now.filter((key) => !old.includes(key)),
    };
  });
  for (const { index, added } of changes) requireUnique(index, added, after, record, collection.namespace);
  for (const { index, removed, added } of changes) {
    removeFromIndex(index, removed, record);
    addToIndex(index, added, record);
  }
  collection.dataBytes += bytes.length - record.bytes.length;
  record.bytes = bytes;
}

/** Removes a document. */
export function unloadDocument(collection: StoredCollection, record: StoredRecord, document: Document): void {
  for (const index of indexesOf(collection, record))
    removeFromIndex(index, indexKeys(index, document), record);
  collection.records.delete(keyOf(document._id));
  collection.dataBytes -= record.bytes.length;
}

/** The indexes that hold a record; an index that is being built reaches the records in their order. */
function indexesOf({ build, indexes }: StoredCollection, { number }: StoredRecord): CollectionIndex[] {
  return build && number <= build.upTo ? [...indexes, build.index] : indexes;
}
