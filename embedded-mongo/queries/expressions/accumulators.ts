/** Accumulators of $group, several of which are expression operators too. */
import { Decimal128, type Document } from "bson";
import { failure, notImplemented } from "../../errors.js";
import { compareValues } from "../../values/compare.js";
import { asDouble, computeNumbers } from "../../values/numbers.js";
import { isNumeric, isObject, toNumber, typeName } from "../../values/types.js";
import { isMissing, type Operator, onArguments, withoutDuplicates } from "./operator.js";

function mergeObjects(values: unknown[]): Document {
  const wrong = values.find((value) => !isMissing(value) && !isObject(value));
  if (wrong !== undefined)
    throw failure(40400, `$mergeObjects requires object inputs, not ${typeName(wrong)}`);
  return Object.assign({}, ...values);
}

function extreme(values: unknown[], sign: number): unknown {
  const present = values.filter((value) => !isMissing(value));
  return (
    present.reduce((one, other) => (compareValues(other, one) * sign > 0 ? other : one), present[0]) ?? null
  );
}

const sum = (values: unknown[]) =>
  values.filter(isNumeric).reduce((total, value) => computeNumbers(total, value, false), 0);

/** The numbers as doubles; throws for decimals, which would lose digits. */
function doubles(name: string, values: unknown[]): number[] {
  if (values.some((value) => value instanceof Decimal128)) throw notImplemented(`${name} of decimals`);
  return values.filter(isNumeric).map(toNumber);
}

function standardDeviation(name: string, values: unknown[], unbiasedBy: 0 | 1): unknown {
  const numbers = doubles(name, values);
  if (numbers.length <= unbiasedBy) return null;
  const mean = numbers.reduce((total, one) => total + one, 0) / numbers.length;
  const squares = numbers.reduce((total, one) => total + (one - mean) ** 2, 0);
  return asDouble(Math.sqrt(squares / (numbers.length - unbiasedBy)));
}

/** Accumulators by name: from the values of a group to its result. */
export const accumulators: Record<string, (values: unknown[]) => unknown> = {
  $sum: sum,
  $avg: (values) => {
    const { length } = doubles("$avg", values);
    return length === 0 ? null : asDouble(toNumber(sum(values)) / length);
  },
  $stdDevPop: (values) => standardDeviation("$stdDevPop", values, 0),
  $stdDevSamp: (values) => standardDeviation("$stdDevSamp", values, 1),
  $min: (values) => extreme(values, -1),
  $max: (values) => extreme(values, 1),
  $first: (values) => values[0] ?? null,
  $last: (values) => values.at(-1) ?? null,
  $push: (values) => values.filter((value) => value !== undefined),
  $addToSet: (values) => withoutDuplicates(values.filter((value) => value !== undefined)),
  $mergeObjects: mergeObjects,
  $count: (values) => values.length,
};

/** Creates the expression operators that are accumulators too: they take several arguments, or one array. */
export function accumulatorOperators(evaluate: Operator): Record<string, Operator> {
  const overValues = ["$sum", "$avg", "$min", "$max", "$stdDevPop", "$stdDevSamp"].map((name) => {
    const accumulate = accumulators[name]!;
    const compute = (values: unknown[]) =>
      accumulate(values.length === 1 && Array.isArray(values[0]) ? values[0] : values);
    return [name, onArguments(evaluate, name, 0, compute)] as const;
  });
  return {
    ...Object.fromEntries(overValues),
    $mergeObjects: onArguments(evaluate, "$mergeObjects", 0, mergeObjects),
  };
}
