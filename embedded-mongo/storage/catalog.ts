/** The collections of a server, and the changes of collections and indexes that the log records. */
import type { Document } from "bson";
import { buildIndex } from "./build-index.js";
import { createStoredCollection, type StoredCollection } from "./collection.js";
import type { CompilePartialFilter, IndexDefinition } from "./collection-index.js";

/** A change of collections or indexes, in the form in which the log holds it. */
export type CatalogChange = { ns: string } & (
  | { do: "create"; number: number; options: Document }
  | { do: "drop" }
  | { do: "rename"; to: string }
  | { do: "createIndex"; definition: IndexDefinition }
  | { do: "dropIndex"; name: string }
);

/** Where changes go on their way to the disk; the journal of a server in memory does nothing. */
export interface Journal {
  put(collection: number, bytes: Buffer): void;
  remove(collection: number, id: unknown): void;
  define(change: CatalogChange): void;
}

/** All collections. */
export interface Catalog {
  readonly byNamespace: Map<string, StoredCollection>;
  readonly byNumber: Map<number, StoredCollection>;
  nextNumber: number;
  readonly compilePartialFilter: CompilePartialFilter;
}

/** Creates a catalog without collections. */
export function createCatalog(compilePartialFilter: CompilePartialFilter): Catalog {
  return { byNamespace: new Map(), byNumber: new Map(), nextNumber: 1, compilePartialFilter };
}

/** Makes one change in memory: a command's, or one that the log's replay reads. */
export function applyCatalogChange(catalog: Catalog, change: CatalogChange): void {
  const { byNamespace, byNumber, compilePartialFilter } = catalog;
  const collection = byNamespace.get(change.ns);
  switch (change.do) {
    case "create": {
      const created = createStoredCollection(change.ns, change.number, change.options);
      byNamespace.set(change.ns, created);
      byNumber.set(change.number, created);
      catalog.nextNumber = Math.max(catalog.nextNumber, change.number + 1);
      break;
    }
    case "drop":
      forgetCollection(catalog, change.ns);
      break;
    case "rename":
      forgetCollection(catalog, change.to);
      byNamespace.delete(change.ns);
      collection!.namespace = change.to;
      byNamespace.set(change.to, collection!);
      break;
    case "createIndex":
      for (const _ of buildIndex(collection!, change.definition, compilePartialFilter));
      break;
    case "dropIndex":
      collection!.indexes = collection!.indexes.filter(({ name }) => name !== change.name);
      break;
    default:
      throw new Error(
        `the log holds an unknown change "${(change as Document).do}": a newer version wrote it`,
      );
  }
}

function forgetCollection({ byNamespace, byNumber }: Catalog, namespace: string): void {
  const collection = byNamespace.get(namespace);
  if (!collection) return;
  collection.dropped = true;
  byNamespace.delete(namespace);
  byNumber.delete(collection.number);
}
