/** Set operators: arrays as sets, compared by MongoDB's order. */
import { keyOf } from "../../values/keys.js";
import { isTruthy } from "../../values/types.js";
import { requireArray } from "./array-arguments.js";
import { inSequence, isMissing, type Operators, positional, withoutDuplicates } from "./operator.js";

const any = Number.POSITIVE_INFINITY;
const keysOf = (values: unknown[]) => new Set(values.map(keyOf));
const canonical = (values: unknown[]) => [...keysOf(values)].sort().join();

/** Operators that return null at the first argument that is missing. */
const combine = (code: number, compute: (arrays: unknown[][]) => unknown) =>
  inSequence((values, name) => {
    const arrays: unknown[][] = [];
    for (const value of values) {
      if (isMissing(value)) return null;
      arrays.push(requireArray(value, name, code));
    }
    return compute(arrays);
  });

/** Operators to which every argument must be an array; null is none. */
const test = (
  least: number,
  most: number,
  codes: number[],
  compute: (first: unknown[], second: unknown[], all: unknown[][]) => boolean,
) =>
  positional(
    least,
    most,
    (values, name) => {
      const arrays = values.map((value, i) => requireArray(value, name, codes[i] ?? codes.at(-1)!));
      return compute(arrays[0]!, arrays[1]!, arrays);
    },
    most === any ? 17045 : 16020,
  );

function difference(a: unknown[], b: unknown[]): unknown[] {
  const keys = keysOf(b);
  return withoutDuplicates(a).filter((value) => !keys.has(keyOf(value)));
}

function intersection([first = [], ...rest]: unknown[][]): unknown[] {
  const others = rest.map(keysOf);
  return withoutDuplicates(first).filter((value) => others.every((keys) => keys.has(keyOf(value))));
}

export const setOperators: Operators = {
  $setUnion: combine(17043, (arrays) => withoutDuplicates(arrays.flat())),
  $setIntersection: combine(17047, intersection),
  $setDifference: positional(2, 2, ([a, b], name) =>
    isMissing(a) || isMissing(b)
      ? null
      : difference(requireArray(a, name, 17048), requireArray(b, name, 17049)),
  ),
  $setEquals: test(2, any, [17044], (_first, _second, all) => new Set(all.map(canonical)).size === 1),
  $setIsSubset: test(2, 2, [17046, 17042], (a, b) => difference(a, b).length === 0),
  $allElementsTrue: test(1, 1, [17040], (list) => list.every(isTruthy)),
  $anyElementTrue: test(1, 1, [17041], (list) => list.some(isTruthy)),
};
