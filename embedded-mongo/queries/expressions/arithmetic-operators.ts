/** Arithmetic operators: https://www.mongodb.com/docs/v7.0/reference/operator/aggregation/#arithmetic-expression-operators */
import { Long } from "bson";
import { failure } from "../../errors.js";
import {
  asDouble,
  exactly,
  fitsLong,
  isWhole,
  multiplyNumbers,
  toFloat,
  wholeNumber,
} from "../../values/numbers.js";
import { isInt32, isNumeric, toNumber, typeName } from "../../values/types.js";
import { inSequence, isMissing, type Operators, ofOne, positional } from "./operator.js";
import { logarithm, power } from "./powers.js";
import { requireNumber } from "./require-number.js";
import { quantize } from "./round-numbers.js";
import { add, subtract } from "./sums.js";

/** A whole number becomes another one, a double another double. */
const ofNumber = (whole: (value: bigint, isLong: boolean) => unknown, double: (value: number) => number) =>
  ofOne((value, name) => {
    requireNumber(value, name, 28765);
    return isWhole(value) ? whole(exactly(value), value instanceof Long) : asDouble(double(toNumber(value)));
  });

/** The result is a double; numbers outside the domain have an error code of their own. */
const toDouble = (compute: (value: number) => number, domain: (value: number) => boolean, code: number) =>
  ofOne((value, name) => {
    requireNumber(value, name, 28765);
    const number = toFloat(value);
    if (!domain(number) && !Number.isNaN(number))
      throw failure(code, `${name}'s argument is outside its domain: ${number}`);
    return asDouble(compute(number));
  });

function absolute(value: bigint, isLong: boolean): unknown {
  const result = value < 0n ? -value : value;
  if (!fitsLong(result)) throw failure(28680, "can't take $abs of long long min");
  return wholeNumber(result, isLong);
}

function multiply(values: Iterable<unknown>, name: string): unknown {
  let product: unknown = 1;
  for (const value of values) {
    if (isMissing(value)) return null;
    requireNumber(value, name, 14);
    product = multiplyNumbers(product, value);
  }
  return product;
}

/** Both operands of a division, as numbers; null when one is missing. */
const division = (typeCode: number, zeroCode: number, compute: (a: unknown, b: unknown) => unknown) =>
  positional(2, 2, ([a, b], name) => {
    if (isNumeric(a) && isNumeric(b)) {
      if (toFloat(b) === 0) throw failure(zeroCode, `can't ${name} by zero`);
      return compute(a, b);
    }
    if (isMissing(a) || isMissing(b)) return null;
    throw failure(typeCode, `${name} only supports numeric types, not ${typeName(a)} and ${typeName(b)}`);
  });

export const arithmeticOperators: Operators = {
  $add: inSequence(add),
  $multiply: inSequence(multiply),
  $subtract: positional(2, 2, ([a, b]) => subtract(a, b)),
  $divide: division(14, 2, (a, b) => asDouble(toFloat(a) / toFloat(b))),
  // A double that is whole divides ints and longs as one of them.
  $mod: division(16611, 16610, (a, b) =>
    isWhole(a) && (isWhole(b) || isInt32(toNumber(b)))
      ? wholeNumber(exactly(a) % exactly(b), a instanceof Long || b instanceof Long)
      : asDouble(toNumber(a) % toNumber(b)),
  ),
  $pow: positional(2, 2, ([a, b], name) => power(a, b, name)),
  $abs: ofNumber(absolute, Math.abs),
  $ceil: ofNumber(wholeNumber, Math.ceil),
  $floor: ofNumber(wholeNumber, Math.floor),
  $round: quantize(true),
  $trunc: quantize(false),
  $sqrt: toDouble(Math.sqrt, (value) => value >= 0, 28714),
  $exp: toDouble(Math.exp, () => true, 0),
  $ln: toDouble(Math.log, (value) => value > 0, 28766),
  $log10: toDouble(Math.log10, (value) => value > 0, 28761),
  $log: positional(2, 2, ([value, base], name) => logarithm(value, base, name)),
};
