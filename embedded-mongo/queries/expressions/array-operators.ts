/** Array operators: https://www.mongodb.com/docs/v7.0/reference/operator/aggregation/#array-expression-operators */
import type { Document } from "bson";
import { failure } from "../../errors.js";
import { equalValues } from "../../values/compare.js";
import { setField } from "../../values/fields.js";
import { isNumeric, isObject, toNumber, typeName } from "../../values/types.js";
import { inSequence, isMissing, type Operators, ofOne, positional, requireInt32 } from "./operator.js";

/** Throws for a value that is no array. */
export function requireArray(value: unknown, name: string, code: number): unknown[] {
  if (!Array.isArray(value))
    throw failure(code, `${name} requires an array, but was given ${typeName(value)}`);
  return value;
}

/** Reads the bounds of a search: whole numbers of at least zero. */
export function readBounds(name: string, bounds: unknown[]): number[] {
  return bounds.map((bound) => {
    const number = toNumber(bound);
    if (!isNumeric(bound) || !Number.isInteger(number))
      throw failure(40096, `${name} requires an integral index, found a value of type: ${typeName(bound)}`);
    if (number < 0) throw failure(40097, `${name} requires a nonnegative index, found: ${number}`);
    return number;
  });
}

function elementAt(list: unknown, index: unknown): unknown {
  if (isMissing(list) || isMissing(index)) return null;
  const elements = requireArray(list, "$arrayElemAt", 28689);
  return elements.at(requireInt32(index, "$arrayElemAt's second argument", [28690, 28691]));
}

function concatenate(values: Iterable<unknown>, name: string): unknown {
  const result: unknown[] = [];
  for (const value of values) {
    if (isMissing(value)) return null;
    result.push(...requireArray(value, name, 28664));
  }
  return result;
}

function slice(values: unknown[], name: string): unknown {
  if (values.some(isMissing)) return null;
  const [value, second, third] = values;
  const list = requireArray(value, name, 28724);
  const from = requireInt32(second, `the second argument to ${name}`, [28725, 28726]);
  if (values.length === 2) return from < 0 ? list.slice(from) : list.slice(0, from);
  const count = requireInt32(third, `the third argument to ${name}`, [28727, 28728]);
  if (count <= 0) throw failure(28729, `Third argument to ${name} must be positive: ${count}`);
  const start = from < 0 ? Math.max(0, list.length + from) : from;
  return list.slice(start, start + count);
}

/** The most elements of a $range: MongoDB limits its memory to 100 MB. */
const maxRange = 6_000_000;

function range(values: unknown[], name: string): number[] {
  const [start, end, step = values.length === 3 ? null : 1] = values;
  const from = requireInt32(start, `${name}'s starting value`, [34443, 34444]);
  const to = requireInt32(end, `${name}'s ending value`, [34445, 34446]);
  const by = requireInt32(step, `${name}'s step value`, [34447, 34448]);
  if (by === 0) throw failure(34449, `${name} requires a non-zero step value`);
  const length = Math.max(0, Math.ceil((to - from) / by));
  if (length > maxRange) throw failure(146, `${name} would use too much memory: ${length} elements`);
  return Array.from({ length }, (_, i) => from + i * by);
}

function indexOf(values: unknown[], name: string): unknown {
  const [list, wanted, ...bounds] = values;
  if (isMissing(list)) return null;
  const elements = requireArray(list, name, 40090);
  const [from = 0, to = elements.length] = readBounds(name, bounds);
  if (wanted === undefined) return -1;
  return elements.findIndex((one, i) => i >= from && i < to && equalValues(one, wanted));
}

function fromPairs(value: unknown, name: string): Document {
  const list = requireArray(value, name, 40386);
  const result: Document = {};
  const isPairs = Array.isArray(list[0]);
  if (list.length > 0 && !isPairs && !isObject(list[0]))
    throw failure(40398, `Unrecognised input type format for ${name}: ${typeName(list[0])}`);
  for (const element of list) {
    const [key, inner] = isPairs ? readPair(element, name) : readEntry(element, name);
    if (key.includes("\0")) throw failure(4940400, "Key field cannot contain an embedded null byte");
    setField(result, key, inner);
  }
  return result;
}

function readPair(element: unknown, name: string): [string, unknown] {
  const pair = requireArray(element, name, 40396);
  if (pair.length !== 2) throw failure(40397, `${name} requires an array of size 2 arrays`);
  if (typeof pair[0] !== "string") throw failure(40395, `${name} requires keys of type string`);
  return [pair[0], pair[1]];
}

function readEntry(element: unknown, name: string): [string, unknown] {
  if (!isObject(element)) throw failure(40391, `${name} requires a consistent input format`);
  if (Object.keys(element).length !== 2)
    throw failure(40392, `${name} requires an object keys of 'k' and 'v'`);
  if (!("k" in element && "v" in element))
    throw failure(40393, `${name} requires an object with keys 'k' and 'v'`);
  if (typeof element.k !== "string") throw failure(40394, `${name} requires 'k' to be of type string`);
  return [element.k, element.v];
}

const ofArray = (code: number, compute: (list: unknown[]) => unknown) =>
  ofOne((value, name) => compute(requireArray(value, name, code)));

export const arrayOperators: Operators = {
  $arrayElemAt: positional(2, 2, ([list, index]) => elementAt(list, index)),
  $first: ofArray(28689, (list) => list[0]),
  $last: ofArray(28689, (list) => list.at(-1)),
  $reverseArray: ofArray(34435, (list) => [...list].reverse()),
  $concatArrays: inSequence(concatenate),
  $slice: positional(2, 3, slice),
  $range: positional(2, 3, range),
  $isArray: positional(1, 1, ([value]) => Array.isArray(value)),
  $size: positional(1, 1, ([value], name) => requireArray(value, name, 17124).length),
  $in: positional(2, 2, ([value, list], name) =>
    requireArray(list, name, 40081).some((one) => value !== undefined && equalValues(one, value)),
  ),
  $indexOfArray: positional(2, 4, indexOf),
  $arrayToObject: ofOne(fromPairs),
  $objectToArray: ofOne((value, name) => {
    if (!isObject(value))
      throw failure(40390, `${name} requires a document input, found: ${typeName(value)}`);
    return Object.entries(value).map(([k, v]) => ({ k, v }));
  }),
};
