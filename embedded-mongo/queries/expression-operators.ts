/** Expression operators and accumulators of our own, where mingo's result is not MongoDB's, and the way into mingo's. */
import { BSONRegExp, Decimal128, type Document, Long, ObjectId } from "bson";
import type { Options } from "mingo/types";
import { failure, notImplemented } from "../errors.js";
import { asDouble, computeNumbers } from "../values/numbers.js";
import { compareValues, equalValues, keyOf } from "../values/order.js";
import { isInt32, isNumeric, isObject, isTruthy, names, toNumber, typeName } from "../values/values.js";
import { toRegExp } from "./regular-expressions.js";
import { elementSorter } from "./sorting.js";

/** An operator as mingo calls it. */
export type Operator = (document: unknown, expression: unknown, options: Options) => unknown;

/** What mingo would answer wrongly, and nobody here has needed yet. */
export const UNSUPPORTED = names(
  "$function $accumulator $meta $toHashedIndexKey $sampleRate $toDecimal $convert $dateTrunc $bsonSize $binarySize $median $percentile $maxN $minN $bitAnd $bitOr $bitXor $bitNot $sigmoid $top $topN $bottom $bottomN $firstN $lastN",
);

const isMissing = (value: unknown) => value === null || value === undefined;
const unique = (values: unknown[]) => [...new Map(values.map((value) => [keyOf(value), value])).values()];
const keysOf = (values: unknown[]) => new Set(values.map(keyOf));

/** All expression operators by name: our own, and mingo's with their arguments made ready. */
export function allOperators(mingo: Record<string, Operator>, evaluate: Operator): Record<string, Operator> {
  const own = ownOperators(evaluate);
  const rest = Object.keys(mingo).filter(
    (name) => name[0] === "$" && !(name in own) && !UNSUPPORTED.has(name),
  );
  return {
    ...Object.fromEntries(rest.map((name) => [name, prepared(name, mingo[name]!, evaluate)])),
    ...own,
    ...conditionals(mingo),
  };
}

const CONDITION = ["if", "then", "else"];

/** mingo finds an empty string false, and a zero of ours true: conditions go through our own $and. */
function conditionals(mingo: Record<string, Operator>): Record<string, Operator> {
  const boolean = (condition: unknown) => ({ $and: [condition] });
  return {
    $cond: (document, expression, options) => {
      const list = Array.isArray(expression);
      const [test, yes, no] = list ? expression : CONDITION.map((name) => (expression as Document)[name]);
      return mingo.$cond!(document, [boolean(test), yes, no], options);
    },
    $switch: (document, expression, options) => {
      const { branches, ...more } = expression as { branches: Document[] };
      const tested = branches.map((branch) => ({ ...branch, case: boolean(branch.case) }));
      return mingo.$switch!(document, { ...more, branches: tested }, options);
    },
    $filter: (document, expression, options) => {
      const { cond, ...more } = expression as Document;
      return mingo.$filter!(document, { ...more, cond: boolean(cond) }, options);
    },
  };
}

/** These evaluate their arguments themselves, some of them many times. */
const LAZY = names("$ifNull $map $reduce $let $literal $getField $setField");
const ALWAYS_DOUBLE = names(
  "$divide $exp $ln $log $log10 $sqrt $toDouble $sin $sinh $asin $asinh $cos $cosh $acos $acosh $tan $tanh $atan $atan2 $atanh $degreesToRadians $radiansToDegrees",
);
const KEEP_TYPE = names("$abs $ceil $floor $mod $pow $round $trunc");

/** mingo's operator on plain numbers, its result in MongoDB's type; what plain numbers cannot hold is refused. */
function prepared(name: string, original: Operator, evaluate: Operator): Operator {
  if (LAZY.has(name)) return original;
  return (document, expression, options) => {
    let hasDouble = false;
    const ready = (argument: unknown) => {
      const value = evaluate(document, argument, options);
      if (value instanceof BSONRegExp) return { $literal: toRegExp(value) };
      if (!isNumeric(value)) return { $literal: value ?? null };
      const number = toNumber(value);
      if (value instanceof Decimal128 || (value instanceof Long && !Number.isSafeInteger(number)))
        throw notImplemented(`${name} of decimals, or of longs beyond 2^53`);
      hasDouble ||= typeName(value) === "double";
      return { $literal: number };
    };
    const isPlainObject = isObject(expression) && Object.keys(expression)[0]?.[0] !== "$";
    const made = original(
      document,
      Array.isArray(expression)
        ? expression.map(ready)
        : isPlainObject
          ? Object.fromEntries(Object.entries(expression).map(([field, inner]) => [field, ready(inner)]))
          : ready(expression),
      options,
    );
    if (typeof made !== "number") return made;
    if (ALWAYS_DOUBLE.has(name) || (hasDouble && KEEP_TYPE.has(name))) return asDouble(made);
    return name === "$toLong" || (Number.isInteger(made) && !isInt32(made)) ? Long.fromNumber(made) : made;
  };
}

/** The operators where mingo's result is not MongoDB's. */
function ownOperators(evaluate: Operator): Record<string, Operator> {
  const withArguments =
    (name: string, count: number, compute: (values: unknown[]) => unknown): Operator =>
    (document, expression, options) => {
      const list = Array.isArray(expression) ? expression : [expression];
      if (count > 0 && list.length !== count)
        throw failure(16020, `Expression ${name} takes exactly ${count} arguments, not ${list.length}.`);
      return compute(list.map((one) => evaluate(document, one, options)));
    };
  /** An operator on sets or arrays: null if one is missing, an error if one is no array. */
  const onArrays = (name: string, count: number, compute: (arrays: unknown[][]) => unknown): Operator =>
    withArguments(name, count, (values) => {
      if (values.some(isMissing)) return null;
      if (!values.every(Array.isArray)) throw failure(17047, `All operands of ${name} must be arrays`);
      return compute(values as unknown[][]);
    });
  const compare = (name: string, test: (order: number) => unknown) =>
    withArguments(name, 2, ([a, b]) => test(compareInExpression(a, b)));
  const operators: Record<string, Operator> = {
    $eq: compare("$eq", (order) => order === 0),
    $ne: compare("$ne", (order) => order !== 0),
    $gt: compare("$gt", (order) => order > 0),
    $gte: compare("$gte", (order) => order >= 0),
    $lt: compare("$lt", (order) => order < 0),
    $lte: compare("$lte", (order) => order <= 0),
    $cmp: compare("$cmp", (order) => Math.sign(order)),
    $not: withArguments("$not", 1, ([value]) => !isTruthy(value)),
    $and: (document, expression, options) =>
      [expression].flat().every((one) => isTruthy(evaluate(document, one, options))),
    $or: (document, expression, options) =>
      [expression].flat().some((one) => isTruthy(evaluate(document, one, options))),
    $add: withArguments("$add", 0, (values) => arithmetic("$add", values)),
    $multiply: withArguments("$multiply", 0, (values) => arithmetic("$multiply", values)),
    $subtract: withArguments("$subtract", 2, ([a, b]) => subtract(a, b)),
    $in: withArguments("$in", 2, ([value, list]) => {
      if (!Array.isArray(list)) throw failure(40081, "$in requires an array as a second argument");
      return list.some((one) => equalValues(one, value));
    }),
    $indexOfArray: withArguments("$indexOfArray", 0, ([list, value, from = 0, to]) => {
      if (isMissing(list)) return null;
      if (!Array.isArray(list)) throw failure(40090, "$indexOfArray requires an array as a first argument");
      const end = to === undefined ? list.length : toNumber(to);
      return list.findIndex((one, i) => i >= toNumber(from) && i < end && equalValues(one, value));
    }),
    $sortArray: (document, expression, options) => {
      const { input, sortBy } = expression as Document;
      const list = evaluate(document, input, options);
      if (isMissing(list)) return null;
      if (!Array.isArray(list)) throw failure(2942504, "The input argument to $sortArray must be an array");
      return elementSorter(sortBy)([...list]);
    },
    $setUnion: onArrays("$setUnion", 0, (arrays) => unique(arrays.flat())),
    $setIntersection: onArrays("$setIntersection", 0, ([first = [], ...rest]) => {
      const others = rest.map(keysOf);
      return unique(first).filter((value) => others.every((keys) => keys.has(keyOf(value))));
    }),
    $setDifference: onArrays("$setDifference", 2, ([a, b]) => {
      const keys = keysOf(b!);
      return unique(a!).filter((value) => !keys.has(keyOf(value)));
    }),
    $setEquals: onArrays(
      "$setEquals",
      0,
      (arrays) => new Set(arrays.map((array) => [...keysOf(array)].sort().join())).size === 1,
    ),
    $setIsSubset: onArrays("$setIsSubset", 2, ([a, b]) => {
      const keys = keysOf(b!);
      return a!.every((value) => keys.has(keyOf(value)));
    }),
    $allElementsTrue: onArrays("$allElementsTrue", 1, ([list]) => list!.every(isTruthy)),
    $anyElementTrue: onArrays("$anyElementTrue", 1, ([list]) => list!.some(isTruthy)),
    $mergeObjects: withArguments("$mergeObjects", 0, mergeObjects),
    $type: withArguments("$type", 1, ([value]) => (value === undefined ? "missing" : typeName(value))),
    $isNumber: withArguments("$isNumber", 1, ([value]) => isNumeric(value)),
    $toString: withArguments("$toString", 1, ([value]) => toText(value)),
    $toObjectId: withArguments("$toObjectId", 1, ([value]) => (isMissing(value) ? null : toObjectId(value))),
  };
  for (const name of ["$sum", "$avg", "$min", "$max", "$stdDevPop", "$stdDevSamp"]) {
    operators[name] = withArguments(name, 0, (values) =>
      ACCUMULATORS[name]!(values.length === 1 && Array.isArray(values[0]) ? values[0] : values),
    );
  }
  return operators;
}

function arithmetic(name: "$add" | "$multiply", values: unknown[]): unknown {
  if (values.some(isMissing)) return null;
  const dates = values.filter((value) => value instanceof Date);
  if (dates.length > (name === "$add" ? 1 : 0))
    throw failure(16612, `too many dates in an ${name} expression`);
  const numbers = values.filter((value) => !(value instanceof Date));
  const wrong = numbers.find((value) => !isNumeric(value));
  if (wrong !== undefined)
    throw failure(14, `${name} only supports numbers or dates, not ${typeName(wrong)}`);
  const multiply = name === "$multiply";
  const total = numbers.reduce((sum, value) => computeNumbers(sum, value, multiply), multiply ? 1 : 0);
  return dates.length === 1 ? new Date(dates[0]!.getTime() + Math.round(toNumber(total))) : total;
}

function subtract(a: unknown, b: unknown): unknown {
  if (isMissing(a) || isMissing(b)) return null;
  if (a instanceof Date && b instanceof Date) return Long.fromNumber(a.getTime() - b.getTime());
  if (a instanceof Date && isNumeric(b)) return new Date(a.getTime() - Math.round(toNumber(b)));
  if (!isNumeric(a) || !isNumeric(b)) throw failure(14, `can't $subtract ${typeName(b)} from ${typeName(a)}`);
  return computeNumbers(a, computeNumbers(b, -1, true), false);
}

/** Expressions tell a missing field from null: missing comes first. */
function compareInExpression(a: unknown, b: unknown): number {
  if (a === undefined || b === undefined) return Number(b === undefined) - Number(a === undefined);
  return compareValues(a, b);
}

function toObjectId(value: unknown): ObjectId {
  if (value instanceof ObjectId) return value;
  if (typeof value === "string" && /^[0-9a-f]{24}$/i.test(value)) return new ObjectId(value);
  throw failure(241, `Failed to parse objectId '${value}' in $convert with no onError value`);
}

function toText(value: unknown): unknown {
  if (isMissing(value)) return null;
  if (value instanceof Date) return value.toISOString();
  if (
    typeof value === "string" ||
    typeof value === "boolean" ||
    isNumeric(value) ||
    value instanceof ObjectId
  )
    return String(value);
  throw failure(241, `Unsupported conversion from ${typeName(value)} to string`);
}

function mergeObjects(values: unknown[]): Document {
  const wrong = values.find((value) => !isMissing(value) && !isObject(value));
  if (wrong !== undefined)
    throw failure(40400, `$mergeObjects requires object inputs, not ${typeName(wrong)}`);
  return Object.assign({}, ...values);
}

function best(values: unknown[], sign: number): unknown {
  const present = values.filter((value) => !isMissing(value));
  return (
    present.reduce((one, other) => (compareValues(other, one) * sign > 0 ? other : one), present[0]) ?? null
  );
}

const sum = (values: unknown[]) =>
  values.filter(isNumeric).reduce((total, value) => computeNumbers(total, value, false), 0);

/** Numbers to compute with as doubles; decimals would lose digits. */
function doubles(name: string, values: unknown[]): number[] {
  if (values.some((value) => value instanceof Decimal128)) throw notImplemented(`${name} of decimals`);
  return values.filter(isNumeric).map(toNumber);
}

function deviation(name: string, values: unknown[], less: 0 | 1): unknown {
  const numbers = doubles(name, values);
  if (numbers.length <= less) return null;
  const mean = numbers.reduce((total, one) => total + one, 0) / numbers.length;
  const squares = numbers.reduce((total, one) => total + (one - mean) ** 2, 0);
  return asDouble(Math.sqrt(squares / (numbers.length - less)));
}

/** Accumulators by name: a group's values to its result. */
export const ACCUMULATORS: Record<string, (values: unknown[]) => unknown> = {
  $sum: sum,
  $avg: (values) => {
    const { length } = doubles("$avg", values);
    return length === 0 ? null : asDouble(toNumber(sum(values)) / length);
  },
  $stdDevPop: (values) => deviation("$stdDevPop", values, 0),
  $stdDevSamp: (values) => deviation("$stdDevSamp", values, 1),
  $min: (values) => best(values, -1),
  $max: (values) => best(values, 1),
  $first: (values) => values[0] ?? null,
  $last: (values) => values.at(-1) ?? null,
  $push: (values) => values.filter((value) => value !== undefined),
  $addToSet: (values) => unique(values.filter((value) => value !== undefined)),
  $mergeObjects: mergeObjects,
  $count: (values) => values.length,
};
