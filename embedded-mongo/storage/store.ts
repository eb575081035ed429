/** The databases of one server: collections, indexes and documents in memory, each change also in the journal. */
import type { Document } from "bson";
import { failure } from "../errors.js";
import type { Pace } from "../pace.js";
import { buildIndex } from "./build-index.js";
import { applyCatalogChange, type Catalog, type CatalogChange, type Journal } from "./catalog.js";
import type { StoredCollection } from "./collection.js";
import type { IndexDefinition } from "./collection-index.js";
import { loadDocument, reloadDocument, unloadDocument } from "./load-documents.js";
import type { StoredRecord } from "./ordered-entries.js";
import { storableBytes, withId } from "./storable-document.js";

/** What commands do with stored data. */
export interface Store {
  /** By namespace. */
  readonly collections: ReadonlyMap<string, StoredCollection>;
  get(namespace: string): StoredCollection | undefined;
  /** Returns the collection; creates it first if it does not exist. */
  obtain(namespace: string): StoredCollection;
  drop(namespace: string): void;
  /** Renames a collection; one that has the new name is dropped in the same step. */
  rename(from: string, to: string): void;
  /** Builds an index while other commands run; throws IndexBuildAborted when one of them drops the collection. */
  createIndex(collection: StoredCollection, definition: IndexDefinition, pace: Pace): Promise<void>;
  dropIndex(collection: StoredCollection, name: string): void;
  /** Stores a new document and returns it with its `_id`; throws DuplicateKey and others, having changed nothing. */
  insert(collection: StoredCollection, document: Document): Document;
  /** Puts a new version, with its `storableBytes`, in a document's place; `_id` must be the same. */
  replace(
    collection: StoredCollection,
    record: StoredRecord,
    before: Document,
    after: Document,
    bytes: Buffer,
  ): void;
  remove(collection: StoredCollection, record: StoredRecord, document: Document): void;
}

/** Creates the store over a catalog, which the log's replay may have filled. */
export function createStore(catalog: Catalog, journal: Journal): Store {
  const { byNamespace } = catalog;
  const change = (made: CatalogChange) => {
    applyCatalogChange(catalog, made);
    journal.define(made);
  };
  return {
    collections: byNamespace,
    get: (namespace) => byNamespace.get(namespace),
    obtain(namespace) {
      if (!byNamespace.has(namespace))
        change({ do: "create", ns: namespace, number: catalog.nextNumber, options: {} });
      return byNamespace.get(namespace)!;
    },
    drop: (namespace) => change({ do: "drop", ns: namespace }),
    rename: (from, to) => change({ do: "rename", ns: from, to }),
    async createIndex(collection, definition, pace) {
      for (const _ of buildIndex(collection, definition, catalog.compilePartialFilter)) {
        if (!pace.isDue()) continue;
        await pace.pause();
        if (collection.dropped) throw failure(276, "the collection was dropped while its index was built");
      }
      journal.define({ do: "createIndex", ns: collection.namespace, definition });
    },
    dropIndex: ({ namespace }, name) => change({ do: "dropIndex", ns: namespace, name }),
    insert(collection, input) {
      const document = withId(input, 2);
      const bytes = storableBytes(document);
      loadDocument(collection, document, bytes);
      journal.put(collection.number, bytes);
      return document;
    },
    replace(collection, record, before, after, bytes) {
      reloadDocument(collection, record, before, after, bytes);
      journal.put(collection.number, bytes);
    },
    remove(collection, record, document) {
      unloadDocument(collection, record, document);
      journal.remove(collection.number, document._id);
    },
  };
}
