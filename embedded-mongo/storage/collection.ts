/** One collection: its documents in insertion order, its indexes, and every change told to the journal. */
import { randomUUID } from "node:crypto";
import { BSONRegExp, type Document, ObjectId, serialize, UUID } from "bson";
import { failure } from "../errors.js";
import { MAX_DOCUMENT_BYTES, readDocument, requireStorableDepth } from "../values/bson.js";
import { keyOf } from "../values/order.js";
import { isObject, typeName } from "../values/values.js";
import { CollectionIndex, type CompilePartialFilter, type IndexDefinition } from "./collection-index.js";
import type { StoredRecord } from "./ordered-entries.js";

/** Where changes go on their way to the disk; the in-memory server's does nothing. */
export interface Journal {
  put(collection: number, bytes: Buffer): void;
  remove(collection: number, id: unknown): void;
  /** A change of collections or indexes, as `Store.applyDefinition` understands it. */
  define(change: Document): void;
}

/** An index that is being built. */
interface IndexBuild {
  index: CollectionIndex;
  /** Number of the last record that is in it. */
  upTo: number;
}

const ID_INDEX: IndexDefinition = { v: 2, key: { _id: 1 }, name: "_id_" };

/** Makes the bytes of a document that may be stored, with `_id` in front. */
export function storableBytes(document: Document): Buffer {
  requireStorableDepth(document);
  const bytes = toBson(document);
  if (bytes.length > MAX_DOCUMENT_BYTES)
    throw failure(10334, `BSONObj size: ${bytes.length} is over ${MAX_DOCUMENT_BYTES} (16MB)`);
  return bytes;
}

/** Writes a document as BSON in a buffer of its own. */
export function toBson(document: Document): Buffer {
  const bytes = serialize(document, { ignoreUndefined: true });
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** The document with `_id` in front, made if there is none. */
export function withId(document: Document): Document {
  const { _id, ...rest } = document;
  requireValidId(_id);
  if (_id !== undefined && Object.keys(document)[0] === "_id") return document;
  return { _id: _id === undefined ? new ObjectId() : _id, ...rest };
}

function requireValidId(id: unknown): void {
  if (Array.isArray(id) || id instanceof BSONRegExp)
    throw failure(53, `The '_id' value cannot be of type ${typeName(id)}`);
  const dollar = isObject(id) && Object.keys(id).find((name) => name[0] === "$");
  if (dollar)
    throw failure(52, `_id fields may not contain '$'-prefixed fields: ${dollar} is not valid for storage.`);
}

/** A collection of documents in memory. */
export class StoredCollection {
  /** Documents by the key of their `_id`, in the order of insertion. */
  readonly records = new Map<string, StoredRecord>();
  indexes: CollectionIndex[] = [new CollectionIndex(ID_INDEX)];
  readonly uuid = new UUID(randomUUID());
  dataBytes = 0;
  /** Set when the collection is gone, so that cursors on it end with an error. */
  dropped = false;
  /** Settles when the index builds that were asked for are over: one runs at a time. */
  lastBuild: Promise<void> = Promise.resolve();
  private build: IndexBuild | undefined;
  private nextRecord = 1;

  constructor(
    public namespace: string,
    readonly number: number,
    readonly options: Document,
    private readonly journal: Journal,
    private readonly compilePartialFilter: CompilePartialFilter,
  ) {}

  /** Stores a new document and returns it as stored; throws E11000 and the like, having changed nothing. */
  insert(input: Document): Document {
    const document = withId(input);
    const bytes = storableBytes(document);
    this.load(document, bytes);
    this.journal.put(this.number, bytes);
    return document;
  }

  /** Puts a document into memory only: what recovery does for each frame of the log. */
  load(document: Document, bytes: Buffer): void {
    const keys = this.indexes.map((index) => index.keysOf(document));
    this.indexes.forEach((index, i) => {
      index.requireUnique(keys[i]!, document, undefined, this.namespace);
    });
    const record: StoredRecord = { number: this.nextRecord++, bytes };
    this.records.set(keys[0]![0]!, record);
    this.indexes.forEach((index, i) => {
      index.add(keys[i]!, record);
    });
    this.dataBytes += bytes.length;
  }

  /** Puts a new version, with its `storableBytes`, in a document's place; `_id` must be the same. */
  replace(record: StoredRecord, before: Document, after: Document, bytes: Buffer): void {
    this.reload(record, before, after, bytes);
    this.journal.put(this.number, bytes);
  }

  /** As `load`, for a document that is there already. */
  reload(record: StoredRecord, before: Document, after: Document, bytes: Buffer): void {
    const changes = this.indexesOf(record).map((index) => {
      const [old, now] = [index.keysOf(before), index.keysOf(after)];
      return {
        index,
        gone: old.filter((key) => !now.includes(key)),
        added: now.filter((key) => !old.includes(key)),
      };
    });
    for (const { index, added } of changes) index.requireUnique(added, after, record, this.namespace);
    for (const { index, gone, added } of changes) {
      index.remove(gone, record);
      index.add(added, record);
    }
    this.dataBytes += bytes.length - record.bytes.length;
    record.bytes = bytes;
  }

  /** Removes a document. */
  remove(record: StoredRecord, document: Document): void {
    this.unload(record, document);
    this.journal.remove(this.number, document._id);
  }

  /** As `load`, the other way. */
  unload(record: StoredRecord, document: Document): void {
    for (const index of this.indexesOf(record)) index.remove(index.keysOf(document), record);
    this.records.delete(keyOf(document._id));
    this.dataBytes -= record.bytes.length;
  }

  /** Whether the record is still in the collection: a scan may have waited since it was found. */
  holds(record: StoredRecord, document: Document): boolean {
    return this.records.get(keyOf(document._id)) === record;
  }

  /** The indexes that a record is in; one that is being built reaches the others in their order. */
  private indexesOf({ number }: StoredRecord): CollectionIndex[] {
    const { build } = this;
    return build && number <= build.upTo ? [...this.indexes, build.index] : this.indexes;
  }

  /** Builds an index, a record a step; documents may change between the steps. On a duplicate nothing changes. */
  *buildIndex(definition: IndexDefinition): Generator<void> {
    const { partialFilterExpression: filter } = definition;
    const index = new CollectionIndex(definition, filter && this.compilePartialFilter(filter));
    const build = { index, upTo: 0 };
    this.build = build;
    try {
      // Records that come meanwhile are added at the map's end, and met there.
      for (const record of this.records.values()) {
        const document = readDocument(record.bytes);
        const keys = build.index.keysOf(document);
        build.index.requireUnique(keys, document, record, this.namespace);
        build.index.add(keys, record);
        build.upTo = record.number;
        yield;
      }
      this.indexes = [...this.indexes, build.index];
    } finally {
      this.build = undefined;
    }
  }

  /** Forgets an index. */
  dropIndex(name: string): void {
    this.indexes = this.indexes.filter((index) => index.name !== name);
  }
}
