/** The keys that a document has in an index: one, or with arrays one for each combination of elements (multikey). */
import type { Document } from "bson";
import { failure } from "../errors.js";
import { emptyArray, indexedValues } from "../values/indexed-values.js";
import { invertKey } from "../values/invert-key.js";
import { emptyArrayKey, keyOf } from "../values/keys.js";
import { arrayOnPath, isIndex, scalarAtPath } from "../values/paths.js";
import { isObject } from "../values/types.js";

/** One field of an index's key. */
export interface IndexField {
  path: string;
  parts: string[];
  descending: boolean;
  /** True once a document had an array on this path; it stays true, as in MongoDB. */
  multikey: boolean;
}

/** Reads the fields of a key pattern such as `{ owner: 1, createdAt: -1 }`. */
export function fieldsOfPattern(pattern: Record<string, number>): IndexField[] {
  return Object.entries(pattern).map(([path, direction]) => ({
    path,
    parts: path.split("."),
    descending: Number(direction) < 0,
    multikey: false,
  }));
}

/** The document's keys without duplicates; none when `sparse` is set and the document has none of the fields. */
export function documentKeys(fields: IndexField[], document: Document, sparse: boolean): string[] {
  let key = "";
  let isPresent = false;
  for (const field of fields) {
    const value = scalarAtPath(document, field.parts);
    if (value === arrayOnPath) return keysThroughArrays(fields, document, sparse);
    isPresent ||= value !== undefined;
    key += keyPart(value, field);
  }
  return sparse && !isPresent ? [] : [key];
}

/** The part of a key that one field's value makes. */
export function keyPart(value: unknown, field: IndexField): string {
  const key = value === emptyArray ? emptyArrayKey : keyOf(value);
  return field.descending ? invertKey(key) : key;
}

function keysThroughArrays(fields: IndexField[], document: Document, sparse: boolean): string[] {
  const tuples = valueTuples(
    fields,
    fields.map(({ parts }) => ({ node: document, parts })),
  );
  if (sparse && tuples.every((tuple) => tuple.every((value) => value === undefined))) return [];
  return [...new Set(tuples.map((tuple) => tuple.map((value, i) => keyPart(value, fields[i]!)).join("")))];
}

/** Where the rest of a field's path starts; `parts` null stands for the node itself. */
interface PathStart {
  node: unknown;
  parts: string[] | null;
}

/** All combinations of the fields' values; fields within the same array are combined element by element. */
function valueTuples(fields: IndexField[], starts: PathStart[]): unknown[][] {
  const found = starts.map(({ node, parts }) =>
    parts === null ? { values: [node], arrayAt: -1 } : indexedValues(node as Document, parts),
  );
  const withArray = found.flatMap(({ arrayAt }, i) => (arrayAt >= 0 ? [i] : []));
  for (const i of withArray) fields[i]!.multikey = true;
  if (withArray.length <= 1) return allCombinations(found);
  const { arrayAt } = found[withArray[0]!]!;
  const prefixes = new Set(
    withArray.map((i) => `${found[i]!.arrayAt} ${starts[i]!.parts!.slice(0, arrayAt).join(".")}`),
  );
  if (prefixes.size > 1) {
    const [first, second] = withArray.map((i) => fields[i]!.path);
    throw failure(171, `cannot index parallel arrays [${second}] [${first}]`);
  }
  const { node, parts } = starts[withArray[0]!]!;
  const array = valueAt(node, parts!.slice(0, arrayAt)) as unknown[];
  // A path such as "list.0" selects one element whatever the other fields take; additional keys lose no match.
  const selectsElement = (part: string | undefined) =>
    part !== undefined && isIndex(part) && Number(part) < array.length;
  if (withArray.some((i) => selectsElement(starts[i]!.parts![arrayAt]))) return allCombinations(found);
  return (array.length === 0 ? [undefined] : array).flatMap((element) =>
    valueTuples(
      fields,
      starts.map((start, i) => {
        if (!withArray.includes(i)) return { node: found[i]!.values[0], parts: null };
        const rest = start.parts!.slice(arrayAt);
        if (rest.length === 0) return { node: array.length === 0 ? emptyArray : element, parts: null };
        return isObject(element) ? { node: element, parts: rest } : { node: undefined, parts: null };
      }),
    ),
  );
}

function allCombinations(found: { values: unknown[] }[]): unknown[][] {
  return found.reduce<unknown[][]>(
    (tuples, { values }) => values.flatMap((value) => tuples.map((tuple) => [...tuple, value])),
    [[]],
  );
}

function valueAt(node: unknown, parts: string[]): unknown {
  return parts.reduce((value, part) => (value as Document)[part], node);
}
