/**
 * One index of a collection: its definition, its entries, uniqueness.
 *
 * Plain data and functions, as for the entries: every write calls them for each index.
 */
import type { Document } from "bson";
import { failure } from "../errors.js";
import { emptyArray, indexedValues, valueAtPath } from "../values/indexed-values.js";
import { show } from "../values/show.js";
import { documentKeys, fieldsOfPattern, type IndexField, keyPart } from "./index-keys.js";
import {
  addEntry,
  createOrderedEntries,
  type OrderedEntries,
  removeEntry,
  type StoredRecord,
} from "./ordered-entries.js";
import { findRecord } from "./scan-entries.js";

/** An index as createIndexes takes it and listIndexes returns it. */
export interface IndexDefinition extends Document {
  v: number;
  key: Record<string, number>;
  name: string;
  unique?: boolean;
  sparse?: boolean;
  expireAfterSeconds?: number;
  partialFilterExpression?: Document;
}

/** Whether a document belongs in a partial index. */
export type PartialTest = (document: Document) => boolean;

/** Compiles the filter of a partial index; passed in, because filters belong to a layer above this one. */
export type CompilePartialFilter = (filter: Document) => PartialTest;

/** An index over a collection's documents. */
export interface CollectionIndex {
  readonly name: string;
  readonly definition: IndexDefinition;
  readonly fields: IndexField[];
  readonly unique: boolean;
  readonly entries: OrderedEntries;
  readonly belongs: PartialTest | undefined;
}

/** Creates an index without entries. */
export function createCollectionIndex(definition: IndexDefinition, belongs?: PartialTest): CollectionIndex {
  return {
    name: definition.name,
    definition,
    fields: fieldsOfPattern(definition.key),
    unique: definition.unique === true || definition.name === "_id_",
    entries: createOrderedEntries(),
    belongs,
  };
}

/** Whether a document may have several keys in the index. */
export function isMultikey({ fields }: CollectionIndex): boolean {
  return fields.some(({ multikey }) => multikey);
}

/** The document's keys, without duplicates; none when the index is sparse or partial and leaves the document out. */
export function indexKeys({ belongs, fields, definition }: CollectionIndex, document: Document): string[] {
  if (belongs && !belongs(document)) return [];
  return documentKeys(fields, document, definition.sparse === true);
}

/** Throws DuplicateKey (E11000) if another record has one of the keys in a unique index. */
export function requireUnique(
  index: CollectionIndex,
  keys: string[],
  document: Document,
  own: StoredRecord | undefined,
  namespace: string,
): void {
  if (!index.unique) return;
  for (const key of keys) {
    const other = findRecord(index.entries, key);
    if (other && other !== own) throw duplicateKey(namespace, index, document, key);
  }
}

/** Adds a record under each of its keys. */
export function addToIndex({ entries }: CollectionIndex, keys: string[], record: StoredRecord): void {
  for (const key of keys) addEntry(entries, key, record);
}

/** Removes a record from under each of the keys. */
export function removeFromIndex({ entries }: CollectionIndex, keys: string[], record: StoredRecord): void {
  for (const key of keys) removeEntry(entries, key, record);
}

function duplicateKey(namespace: string, index: CollectionIndex, document: Document, key: string): Error {
  const keyValue = valuesOfKey(index.fields, document, key);
  const shown = Object.entries(keyValue).map(([path, value]) => `${path}: ${show(value)}`);
  return failure(
    11000,
    `E11000 duplicate key error collection: ${namespace} index: ${index.name} dup key: { ${shown.join(", ")} }`,
    { keyPattern: index.definition.key, keyValue },
  );
}

/** The values from which a document's key was made. */
function valuesOfKey(fields: IndexField[], document: Document, key: string): Document {
  const values: Document = {};
  for (const field of fields) {
    const whole = valueAtPath(document, field.parts);
    const candidates = [...indexedValues(document, field.parts).values, whole];
    const found = candidates.find((one) => one !== emptyArray && key.includes(keyPart(one, field)));
    values[field.path] = found === undefined ? null : found;
  }
  return values;
}
