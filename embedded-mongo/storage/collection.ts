/** A collection in memory: its documents in the order of insertion, and its indexes. */
import { randomUUID } from "node:crypto";
import { type Document, UUID } from "bson";
import { keyOf } from "../values/keys.js";
import { type CollectionIndex, createCollectionIndex, type IndexDefinition } from "./collection-index.js";
import type { StoredRecord } from "./ordered-entries.js";

/** An index that is being built. */
export interface IndexBuild {
  index: CollectionIndex;
  /** Number of the last record that the index holds. */
  upTo: number;
}

/** A collection's state; `load-documents.ts`, `build-index.ts` and `catalog.ts` change it. */
export interface StoredCollection {
  namespace: string;
  /** Stands for the collection in the log; a renamed collection keeps it. */
  readonly number: number;
  readonly options: Document;
  readonly uuid: UUID;
  /** Records by the key of their document's `_id`, in the order of insertion. */
  readonly records: Map<string, StoredRecord>;
  /** The first is the index on `_id`. */
  indexes: CollectionIndex[];
  build: IndexBuild | undefined;
  /** Settles when the last index build that was asked for has ended: builds run one after the other. */
  lastBuild: Promise<void>;
  dataBytes: number;
  nextRecord: number;
  /** Set when the collection was dropped, so that open cursors on it fail. */
  dropped: boolean;
}

const idIndex: IndexDefinition = { v: 2, key: { _id: 1 }, name: "_id_" };

/** Creates an empty collection. */
export function createStoredCollection(
  namespace: string,
  number: number,
  options: Document,
): StoredCollection {
  return {
    namespace,
    number,
    options,
    uuid: new UUID(randomUUID()),
    records: new Map(),
    indexes: [createCollectionIndex(idIndex)],
    build: undefined,
    lastBuild: Promise.resolve(),
    dataBytes: 0,
    nextRecord: 1,
    dropped: false,
  };
}

/** Whether the collection still holds the record: other commands may have run since a scan found it. */
export function holdsRecord(
  { records }: StoredCollection,
  record: StoredRecord,
  document: Document,
): boolean {
  return records.get(keyOf(document._id)) === record;
}
