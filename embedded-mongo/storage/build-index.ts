/** Builds an index over a collection's documents. */
import { readDocument } from "../values/bson.js";
import type { StoredCollection } from "./collection.js";
import {
  addToIndex,
  type CompilePartialFilter,
  createCollectionIndex,
  type IndexDefinition,
  indexKeys,
  requireUnique,
} from "./collection-index.js";

/**
 * Builds an index, one record a step; documents may change between the steps. Throws DuplicateKey, and the collection
 * has no such index then.
 */
export function* buildIndex(
  collection: StoredCollection,
  definition: IndexDefinition,
  compilePartialFilter: CompilePartialFilter,
): Generator<void> {
  const { partialFilterExpression: filter } = definition;
  const index = createCollectionIndex(definition, filter && compilePartialFilter(filter));
  const build = { index, upTo: 0 };
  collection.build = build;
  try {
    // A record that is inserted during the build stands at the map's end, where this loop reaches it.
    for (const record of collection.records.values()) {
      const document = readDocument(record.bytes);
      const keys = indexKeys(index, document);
      requireUnique(index, keys, document, record, collection.namespace);
      addToIndex(index, keys, record);
      build.upTo = record.number;
      yield;
    }
    collection.indexes = [...collection.indexes, index];
  } finally {
    collection.build = undefined;
  }
}
