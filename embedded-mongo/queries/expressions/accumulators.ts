/** Accumulators of $group, several of which are expression operators too. */
import type { Document } from "bson";
import { failure } from "../../errors.js";
import { compareValues } from "../../values/compare.js";
import { setField } from "../../values/fields.js";
import { asDouble, sumNumbers } from "../../values/numbers.js";
import { isNumeric, isObject, toNumber, typeName } from "../../values/types.js";
import { isMissing, type Operators, positional, withoutDuplicates } from "./operator.js";

function mergeObjects(values: unknown[]): Document {
  const merged: Document = {};
  for (const value of values) {
    if (isMissing(value)) continue;
    if (!isObject(value))
      throw failure(40400, `$mergeObjects requires object inputs, not ${typeName(value)}`);
    for (const [name, inner] of Object.entries(value)) setField(merged, name, inner);
  }
  return merged;
}

function extreme(values: unknown[], sign: number): unknown {
  const present = values.filter((value) => !isMissing(value));
  return (
    present.reduce((one, other) => (compareValues(other, one) * sign > 0 ? other : one), present[0]) ?? null
  );
}

function average(values: unknown[]): unknown {
  const numbers = values.filter(isNumeric);
  return numbers.length === 0 ? null : asDouble(toNumber(sumNumbers(numbers)) / numbers.length);
}

const present = (values: unknown[]) => values.filter((value) => value !== undefined);

/** Accumulators by name: from the values of a group to its result. */
export const accumulators: Record<string, (values: unknown[]) => unknown> = {
  $sum: sumNumbers,
  $avg: average,
  $min: (values) => extreme(values, -1),
  $max: (values) => extreme(values, 1),
  $first: (values) => values[0] ?? null,
  $last: (values) => values.at(-1) ?? null,
  $push: present,
  $addToSet: (values) => withoutDuplicates(present(values)),
  $mergeObjects: mergeObjects,
  $count: (values) => values.length,
};

const overValues = (name: string) =>
  positional(0, Number.POSITIVE_INFINITY, (values) =>
    // A single argument that is an array stands for its elements.
    accumulators[name]!(values.length === 1 && Array.isArray(values[0]) ? values[0] : values),
  );

/** The expression operators that are accumulators too. */
export const accumulatorOperators: Operators = {
  $sum: overValues("$sum"),
  $avg: overValues("$avg"),
  $min: overValues("$min"),
  $max: overValues("$max"),
  $mergeObjects: positional(0, Number.POSITIVE_INFINITY, mergeObjects),
};
