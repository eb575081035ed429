/** Array operators: https://www.mongodb.com/docs/v7.0/reference/operator/aggregation/#array-expression-operators */
import { failure } from "../../errors.js";
import { equalValues } from "../../values/compare.js";
import { isObject, typeName } from "../../values/types.js";
import { readBounds, requireArray } from "./array-arguments.js";
import { fromPairs } from "./array-pairs.js";
import { inSequence, isMissing, type Operators, ofOne, positional, requireInt32 } from "./operator.js";

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
