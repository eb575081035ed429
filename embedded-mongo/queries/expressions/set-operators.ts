/** Set operators: arrays as sets, compared by MongoDB's order. */
import { failure } from "../../errors.js";
import { keyOf } from "../../values/keys.js";
import { isTruthy } from "../../values/types.js";
import { isMissing, type Operator, onArguments, withoutDuplicates } from "./operator.js";

const keysOf = (values: unknown[]) => new Set(values.map(keyOf));

/** An operator on arrays: null when one is missing, an error when an argument is no array. */
function onArrays(
  evaluate: Operator,
  name: string,
  count: number,
  compute: (arrays: unknown[][]) => unknown,
): Operator {
  return onArguments(evaluate, name, count, (values) => {
    if (values.some(isMissing)) return null;
    if (!values.every(Array.isArray)) throw failure(17047, `All operands of ${name} must be arrays`);
    return compute(values as unknown[][]);
  });
}

/** Creates $setUnion, $setIntersection, $setDifference, $setEquals, $setIsSubset, $allElementsTrue and $anyElementTrue. */
export function setOperators(evaluate: Operator): Record<string, Operator> {
  return {
    $setUnion: onArrays(evaluate, "$setUnion", 0, (arrays) => withoutDuplicates(arrays.flat())),
    $setIntersection: onArrays(evaluate, "$setIntersection", 0, ([first = [], ...rest]) => {
      const others = rest.map(keysOf);
      return withoutDuplicates(first).filter((value) => others.every((keys) => keys.has(keyOf(value))));
    }),
    $setDifference: onArrays(evaluate, "$setDifference", 2, ([a, b]) => {
      const keys = keysOf(b!);
      return withoutDuplicates(a!).filter((value) => !keys.has(keyOf(value)));
    }),
    $setEquals: onArrays(
      evaluate,
      "$setEquals",
      0,
      (arrays) => new Set(arrays.map((array) => [...keysOf(array)].sort().join())).size === 1,
    ),
    $setIsSubset: onArrays(evaluate, "$setIsSubset", 2, ([a, b]) => {
      const keys = keysOf(b!);
      return a!.every((value) => keys.has(keyOf(value)));
    }),
    $allElementsTrue: onArrays(evaluate, "$allElementsTrue", 1, ([list]) => list!.every(isTruthy)),
    $anyElementTrue: onArrays(evaluate, "$anyElementTrue", 1, ([list]) => list!.some(isTruthy)),
  };
}
