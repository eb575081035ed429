/** All databases of one server: finds, makes and drops collections and indexes, and rebuilds them from a log. */
import type { Document } from "bson";
import { failure } from "../errors.js";
import type { Pace } from "../pace.js";
import { readDocument } from "../values/bson.js";
import { keyOf } from "../values/order.js";
import { type Journal, StoredCollection } from "./collection.js";
import type { CompilePartialFilter, IndexDefinition } from "./collection-index.js";

/** Splits "database.collection"; the collection's name may hold dots. */
export function splitNamespace(namespace: string): [database: string, collection: string] {
  const dot = namespace.indexOf(".");
  return [namespace.slice(0, dot), namespace.slice(dot + 1)];
}

/** Makes "database.collection"; throws InvalidNamespace for names that MongoDB refuses. */
export function namespaceOf(database: unknown, collection: unknown): string {
  if (typeof database !== "string" || !/^[^/\\. "$\0]{1,63}$/.test(database))
    throw failure(73, `Invalid database name: '${database}'`);
  if (typeof collection !== "string") throw failure(73, "collection name has invalid type");
  if (
    collection === "" ||
    /^\.|\.$|\.\.|\0|\$/.test(collection) ||
    `${database}.${collection}`.length > 255
  ) {
    throw failure(73, `Invalid namespace specified '${database}.${collection}'`);
  }
  return `${database}.${collection}`;
}

/** The server's databases in memory. */
export class Store {
  readonly collections = new Map<string, StoredCollection>();
  private readonly byNumber = new Map<number, StoredCollection>();
  private nextNumber = 1;

  constructor(
    private readonly journal: Journal,
    private readonly compilePartialFilter: CompilePartialFilter,
  ) {}

  get(namespace: string): StoredCollection | undefined {
    return this.collections.get(namespace);
  }

  /** The collection, made if it is not there yet. */
  obtain(namespace: string): StoredCollection {
    return this.collections.get(namespace) ?? this.create(namespace, {});
  }

  create(namespace: string, options: Document): StoredCollection {
    const change = { do: "create", ns: namespace, number: this.nextNumber, options };
    this.define(change);
    return this.collections.get(namespace)!;
  }

  drop(namespace: string): void {
    this.define({ do: "drop", ns: namespace });
  }

  /** Renames a collection, dropping one of the new name first in the same step. */
  rename(from: string, to: string): void {
    this.define({ do: "rename", ns: from, to });
  }

  /** Builds an index, letting other work run meanwhile. */
  async createIndex(collection: StoredCollection, definition: IndexDefinition, pace: Pace): Promise<void> {
    for (const _ of collection.buildIndex(definition)) {
      if (!pace.due()) continue;
      await pace.pause();
      if (collection.dropped) throw failure(276, "the collection was dropped while its index was built");
    }
    this.journal.define({ do: "createIndex", ns: collection.namespace, definition });
  }

  dropIndex(namespace: string, name: string): void {
    this.define({ do: "dropIndex", ns: namespace, name });
  }

  private define(change: Document): void {
    this.applyDefinition(change);
    this.journal.define(change);
  }

  /** Does one change of collections or indexes; the log's replay comes here too. */
  applyDefinition(change: Document): void {
    const namespace: string = change.ns;
    const collection = this.collections.get(namespace);
    switch (change.do) {
      case "create": {
        const { number, options } = change;
        const made = new StoredCollection(
          namespace,
          number,
          options,
          this.journal,
          this.compilePartialFilter,
        );
        this.collections.set(namespace, made);
        this.byNumber.set(made.number, made);
        this.nextNumber = Math.max(this.nextNumber, made.number + 1);
        break;
      }
      case "drop":
        this.forget(namespace);
        break;
      case "rename":
        this.forget(change.to);
        this.collections.delete(namespace);
        collection!.namespace = change.to;
        this.collections.set(change.to, collection!);
        break;
      case "createIndex":
        for (const _ of collection!.buildIndex(change.definition as IndexDefinition));
        break;
      case "dropIndex":
        collection!.dropIndex(change.name);
        break;
      default:
        throw new Error(`the log holds an unknown change "${change.do}": it is from a newer version`);
    }
  }

  private forget(namespace: string): void {
    const collection = this.collections.get(namespace);
    if (!collection) return;
    collection.dropped = true;
    this.collections.delete(namespace);
    this.byNumber.delete(collection.number);
  }

  /** Replays a stored document. */
  applyPut(number: number, bytes: Buffer): void {
    const collection = this.byNumber.get(number);
    if (!collection) throw new Error(`the log writes to collection ${number}, which it never made`);
    const document = readDocument(bytes);
    const record = collection.records.get(keyOf(document._id));
    if (record) collection.reload(record, readDocument(record.bytes), document, bytes);
    else collection.load(document, bytes);
  }

  /** Replays a removal. */
  applyRemove(number: number, id: unknown): void {
    const collection = this.byNumber.get(number);
    const record = collection?.records.get(keyOf(id));
    if (collection && record) collection.unload(record, readDocument(record.bytes));
  }

  /**
   * What the whole state is made of at this moment, in the order that rebuilds it: compaction writes it to
   * a new log, and may take its time, since a record's bytes are replaced and never changed.
   */
  snapshot(): Iterable<{ define: Document } | { put: number; bytes: Buffer }> {
    const definitions: { define: Document }[] = [];
    const contents: { number: number; documents: Buffer[] }[] = [];
    for (const { namespace: ns, number, options, indexes, records } of this.collections.values()) {
      definitions.push({ define: { do: "create", ns, number, options } });
      for (const { definition } of indexes.slice(1)) {
        definitions.push({ define: { do: "createIndex", ns, definition: { ...definition } } });
      }
      contents.push({ number, documents: Array.from(records.values(), ({ bytes }) => bytes) });
    }
    return (function* () {
      yield* definitions;
      for (const { number, documents } of contents)
        for (const bytes of documents) yield { put: number, bytes };
    })();
  }
}
