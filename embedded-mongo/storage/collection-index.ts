/** One index of a collection: its definition, the keys a document has in it, uniqueness, multikey paths. */
import type { Document } from "bson";
import { failure } from "../errors.js";
import { EMPTY_ARRAY_KEY, invertKey, keyOf } from "../values/order.js";
import { EMPTY_ARRAY, indexedValues, isIndex, ON_ARRAY, scalarAtPath, valueAtPath } from "../values/paths.js";
import { isObject, show } from "../values/values.js";
import { OrderedEntries, type StoredRecord } from "./ordered-entries.js";

/** An index as createIndexes takes it and listIndexes shows it. */
export interface IndexDefinition extends Document {
  v: number;
  key: Record<string, number>;
  name: string;
  unique?: boolean;
  sparse?: boolean;
  expireAfterSeconds?: number;
  partialFilterExpression?: Document;
}

/** One field of an index's key. */
export interface IndexField {
  path: string;
  parts: string[];
  descending: boolean;
  /** Whether some document has had an array on this path; it never goes back, as on the server. */
  multikey: boolean;
}

/** Tells whether a document belongs in a partial index. */
export type PartialTest = (document: Document) => boolean;

/** Compiles the filter of a partial index: filters are a layer above this one. */
export type CompilePartialFilter = (filter: Document) => PartialTest;

/** An index over a collection's documents. */
export class CollectionIndex {
  readonly entries = new OrderedEntries();
  readonly fields: IndexField[];
  readonly unique: boolean;

  constructor(
    readonly definition: IndexDefinition,
    private readonly partial?: PartialTest,
  ) {
    this.fields = Object.entries(definition.key).map(([path, direction]) => ({
      path,
      parts: path.split("."),
      descending: Number(direction) < 0,
      multikey: false,
    }));
    this.unique = definition.unique === true || definition.name === "_id_";
  }

  get name(): string {
    return this.definition.name;
  }

  get isMultikey(): boolean {
    return this.fields.some((field) => field.multikey);
  }

  /** The document's keys, without repeats; none if a sparse or partial index leaves it out. */
  keysOf(document: Document): string[] {
    if (this.partial && !this.partial(document)) return [];
    let key = "";
    let isPresent = false;
    for (const field of this.fields) {
      const value = scalarAtPath(document, field.parts);
      if (value === ON_ARRAY) return this.keysThroughArrays(document);
      isPresent ||= value !== undefined;
      key += this.part(value, field);
    }
    return this.definition.sparse && !isPresent ? [] : [key];
  }

  private keysThroughArrays(document: Document): string[] {
    const tuples = this.tuples(this.fields.map(({ parts }) => ({ node: document, parts })));
    const isAbsent = tuples.every((tuple) => tuple.every((value) => value === undefined));
    if (this.definition.sparse && isAbsent) return [];
    return [
      ...new Set(tuples.map((tuple) => tuple.map((value, i) => this.part(value, this.fields[i]!)).join(""))),
    ];
  }

  private part(value: unknown, field: IndexField): string {
    const key = value === EMPTY_ARRAY ? EMPTY_ARRAY_KEY : keyOf(value);
    return field.descending ? invertKey(key) : key;
  }

  /** All combinations of the fields' values; fields within the same array go element by element. */
  private tuples(starts: { node: unknown; parts: string[] | null }[]): unknown[][] {
    const found = starts.map(({ node, parts }) =>
      parts === null ? { values: [node], arrayAt: -1 } : indexedValues(node as Document, parts),
    );
    const withArray = found.flatMap(({ arrayAt }, i) => (arrayAt >= 0 ? [i] : []));
    for (const i of withArray) this.fields[i]!.multikey = true;
    const allPairs = () =>
      found.reduce<unknown[][]>(
        (tuples, { values }) => values.flatMap((value) => tuples.map((tuple) => [...tuple, value])),
        [[]],
      );
    if (withArray.length <= 1) return allPairs();
    const { arrayAt } = found[withArray[0]!]!;
    const prefixes = new Set(
      withArray.map((i) => `${found[i]!.arrayAt} ${starts[i]!.parts!.slice(0, arrayAt).join(".")}`),
    );
    if (prefixes.size > 1) {
      const [first, second] = withArray.map((i) => this.fields[i]!.path);
      throw failure(171, `cannot index parallel arrays [${second}] [${first}]`);
    }
    const { node, parts } = starts[withArray[0]!]!;
    const array = arrayAtPath(node, parts!.slice(0, arrayAt)) as unknown[];
    // A path such as "list.0" names one element and does not go with the others: more keys than needed lose nothing.
    const namesElement = (part: string | undefined) =>
      part !== undefined && isIndex(part) && Number(part) < array.length;
    if (withArray.some((i) => namesElement(starts[i]!.parts![arrayAt]))) return allPairs();
    return (array.length === 0 ? [undefined] : array).flatMap((element) =>
      this.tuples(
        starts.map((start, i) => {
          if (!withArray.includes(i)) return { node: found[i]!.values[0], parts: null };
          const rest = start.parts!.slice(arrayAt);
          if (rest.length === 0) return { node: array.length === 0 ? EMPTY_ARRAY : element, parts: null };
          return isObject(element) ? { node: element, parts: rest } : { node: undefined, parts: null };
        }),
      ),
    );
  }

  /** Throws E11000 if another record has one of the keys. */
  requireUnique(keys: string[], document: Document, own: StoredRecord | undefined, namespace: string): void {
    if (!this.unique) return;
    for (const key of keys) {
      const other = this.entries.get(key);
      if (other && other !== own) throw duplicateKey(namespace, this, document, key);
    }
  }

  add(keys: string[], record: StoredRecord): void {
    for (const key of keys) this.entries.add(key, record);
  }

  remove(keys: string[], record: StoredRecord): void {
    for (const key of keys) this.entries.remove(key, record);
  }

  /** The values that made a key, for the message of a duplicate. */
  valuesOfKey(document: Document, key: string): Document {
    const value: Document = {};
    for (const field of this.fields) {
      const whole = valueAtPath(document, field.parts);
      const candidates = [...indexedValues(document, field.parts).values, whole];
      const found = candidates.find((one) => one !== EMPTY_ARRAY && key.includes(this.part(one, field)));
      value[field.path] = found === undefined ? null : found;
    }
    return value;
  }
}

function arrayAtPath(node: unknown, parts: string[]): unknown {
  let value = node;
  for (const part of parts) value = (value as Document)[part];
  return value;
}

function duplicateKey(namespace: string, index: CollectionIndex, document: Document, key: string): Error {
  const keyValue = index.valuesOfKey(document, key);
  const shown = Object.entries(keyValue).map(([path, value]) => `${path}: ${show(value)}`);
  return failure(
    11000,
    `E11000 duplicate key error collection: ${namespace} index: ${index.name} dup key: { ${shown.join(", ")} }`,
    {
      keyPattern: index.definition.key,
      keyValue,
    },
  );
}
