/** Expression operators and accumulators of our own, where mingo's result is not MongoDB's. */
import { Decimal128, type Document, Long, ObjectId } from "bson";
import type { Options } from "mingo/types";
import { failure, notImplemented } from "./errors.js";
import { asDouble, computeNumbers } from "./numbers.js";
import { compareValues, keyOf } from "./order.js";
import { valueAtPath } from "./paths.js";
import { isNumeric, isObject, toNumber, typeName } from "./values.js";

/** An operator as mingo calls it. */
export type Operator = (document: unknown, expression: unknown, options: Options) => unknown;

/** Documents as they are stored, by the copies that mingo computes with. */
export const originals = new WeakMap<object, Document>();

/** Truth in expressions: everything but false, null, zero and what is missing. */
export function isTrue(value: unknown): boolean {
  if (value === undefined || value === null || value === false) return false;
  return !(isNumeric(value) && toNumber(value) === 0);
}

/** The operators where mingo's result is not MongoDB's. */
export function ownOperators(
  evaluate: (document: unknown, expression: unknown, options: Options) => unknown,
): Record<string, Operator> {
  const withArguments =
    (name: string, count: number, compute: (values: unknown[]) => unknown): Operator =>
    (document, expression, options) => {
      const list = Array.isArray(expression) ? expression : [expression];
      if (count > 0 && list.length !== count)
        throw failure(
          16020,
          `Expression ${name} takes exactly ${count} arguments. ${list.length} were passed in.`,
        );
      return compute(list.map((one) => evaluate(document, one, options)));
    };
  /** An operator on sets or arrays: null if one is missing, an error if one is no array. */
  const onArrays = (name: string, count: number, compute: (arrays: unknown[][]) => unknown): Operator =>
    withArguments(name, count, (values) => {
      if (values.some((value) => value === null || value === undefined)) return null;
      if (!values.every(Array.isArray)) throw failure(17047, `All operands of ${name} must be arrays`);
      return compute(values as unknown[][]);
    });
  const unique = (values: unknown[]) => [...new Map(values.map((value) => [keyOf(value), value])).values()];
  const keysOf = (values: unknown[]) => new Set(values.map(keyOf));
  const compare = (name: string, test: (order: number) => unknown) =>
    withArguments(name, 2, ([a, b]) => test(compareInExpression(a, b)));
  const arithmetic = (name: string, multiply: boolean) =>
    withArguments(name, 0, (values) => {
      if (values.some((value) => value === null || value === undefined)) return null;
      const dates = values.filter((value) => value instanceof Date);
      if (dates.length > 1 || (multiply && dates.length > 0))
        throw failure(16612, `only one date allowed in an ${name} expression`);
      const numbers = values.filter((value) => !(value instanceof Date));
      const wrong = numbers.find((value) => !isNumeric(value));
      if (wrong !== undefined)
        throw failure(14, `${name} only supports numeric or date types, not ${typeName(wrong)}`);
      const total = numbers.reduce((sum, value) => computeNumbers(sum, value, multiply), multiply ? 1 : 0);
      return dates.length === 1 ? new Date(dates[0]!.getTime() + Math.round(toNumber(total))) : total;
    });
  const operators: Record<string, Operator> = {
    $eq: compare("$eq", (order) => order === 0),
    $ne: compare("$ne", (order) => order !== 0),
    $gt: compare("$gt", (order) => order > 0),
    $gte: compare("$gte", (order) => order >= 0),
    $lt: compare("$lt", (order) => order < 0),
    $lte: compare("$lte", (order) => order <= 0),
    $cmp: compare("$cmp", (order) => Math.sign(order)),
    $not: withArguments("$not", 1, ([value]) => !isTrue(value)),
    $and: withArguments("$and", 0, (values) => values.every(isTrue)),
    $or: withArguments("$or", 0, (values) => values.some(isTrue)),
    $add: arithmetic("$add", false),
    $multiply: arithmetic("$multiply", true),
    $subtract: withArguments("$subtract", 2, ([a, b]) => {
      if (a === null || a === undefined || b === null || b === undefined) return null;
      if (a instanceof Date && b instanceof Date)
        return Long.fromNumber(a.getTime() - b.getTime()).toNumber();
      if (a instanceof Date && isNumeric(b)) return new Date(a.getTime() - Math.round(toNumber(b)));
      if (!isNumeric(a) || !isNumeric(b))
        throw failure(14, `can't $subtract ${typeName(b)} from ${typeName(a)}`);
      return computeNumbers(a, computeNumbers(b, -1, true), false);
    }),
    $in: withArguments("$in", 2, ([value, list]) => {
      if (!Array.isArray(list))
        throw failure(40081, `$in requires an array as a second argument, found: ${typeName(list)}`);
      const key = keyOf(value);
      return list.some((one) => keyOf(one) === key);
    }),
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
    $type: (document, expression, options) => {
      const original = originals.get((options as never as { local: { root: object } }).local.root);
      // A plain path is looked up in the document as stored, where doubles are still doubles.
      if (original && typeof expression === "string" && /^\$[^$]/.test(expression))
        return nameOrMissing(valueAtPath(original, expression.slice(1).split(".")));
      return nameOrMissing(
        evaluate(document, Array.isArray(expression) ? expression[0] : expression, options),
      );
    },
    $isNumber: withArguments("$isNumber", 1, ([value]) => isNumeric(value)),
    $toObjectId: withArguments("$toObjectId", 1, ([value]) =>
      value === null || value === undefined ? null : toObjectId(value),
    ),
    $bsonSize: () => {
      throw notImplemented("the expression $bsonSize");
    },
    $binarySize: () => {
      throw notImplemented("the expression $binarySize");
    },
  };
  for (const name of ["$sum", "$avg", "$min", "$max"]) {
    operators[name] = withArguments(name, 0, (values) =>
      OWN_ACCUMULATORS[name]!(values.length === 1 && Array.isArray(values[0]) ? values[0] : values),
    );
  }
  return operators;
}

const ONLY_PLAIN_NUMBERS = [
  ..."abs ceil divide exp floor ln log log10 mod pow round sqrt trunc sigmoid".split(" "),
  ..."sin sinh cos cosh tan tanh asin asinh acos acosh atan atan2 atanh degreesToRadians radiansToDegrees".split(
    " ",
  ),
];

/** mingo's arithmetic, which would quietly compute nonsense from decimals and from longs beyond 2^53. */
export function guarded(expressions: Record<string, Operator>, evaluate: Operator): Record<string, Operator> {
  const guard = (name: string): Operator => {
    const original = expressions[name]!;
    return (document, expression, options) => {
      const values = evaluate(document, expression, options);
      if ([values].flat().some((value) => value instanceof Decimal128 || value instanceof Long)) {
        throw notImplemented(`${name} of decimals, or of longs beyond 2^53`);
      }
      return original(document, values, options);
    };
  };
  return Object.fromEntries(ONLY_PLAIN_NUMBERS.map((name) => [`$${name}`, guard(`$${name}`)]));
}

function nameOrMissing(value: unknown): string {
  return value === undefined ? "missing" : typeName(value);
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

function best(values: unknown[], sign: number): unknown {
  const present = values.filter((value) => value !== null && value !== undefined);
  return (
    present.reduce((one, other) => (compareValues(other, one) * sign > 0 ? other : one), present[0]) ?? null
  );
}

const sum = (values: unknown[]) =>
  values.filter(isNumeric).reduce((total, value) => computeNumbers(total, value, false), 0);

/** Accumulators by name: a group's values to its result. */
export const OWN_ACCUMULATORS: Record<string, (values: unknown[]) => unknown> = {
  $sum: sum,
  $avg: (values) => {
    const numbers = values.filter(isNumeric);
    if (numbers.length === 0) return null;
    if (numbers.some((value) => value instanceof Decimal128)) throw notImplemented("$avg of decimals");
    return asDouble(toNumber(sum(numbers)) / numbers.length);
  },
  $min: (values) => best(values, -1),
  $max: (values) => best(values, 1),
  $first: (values) => values[0] ?? null,
  $last: (values) => values.at(-1) ?? null,
  $push: (values) => values.filter((value) => value !== undefined),
  $addToSet: (values) => [
    ...new Map(values.filter((value) => value !== undefined).map((value) => [keyOf(value), value])).values(),
  ],
  $mergeObjects: (values) => Object.assign({}, ...values.filter(isObject)),
  $count: (values) => values.length,
};
