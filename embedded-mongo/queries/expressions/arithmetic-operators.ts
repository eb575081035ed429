/** Arithmetic operators: https://www.mongodb.com/docs/v7.0/reference/operator/aggregation/#arithmetic-expression-operators */
import { Long } from "bson";
import { failure } from "../../errors.js";
import {
  areWhole,
  asDouble,
  exactly,
  fitsLong,
  isWhole,
  multiplyNumbers,
  sumNumbers,
  toFloat,
  wholeNumber,
} from "../../values/numbers.js";
import { isInt32, isNumeric, toNumber, typeName } from "../../values/types.js";
import { inSequence, isMissing, type Operators, ofOne, positional } from "./operator.js";

/** Throws for a value that is no number. */
function requireNumber(value: unknown, name: string, code: number): void {
  if (!isNumeric(value)) throw failure(code, `${name} only supports numeric types, not ${typeName(value)}`);
}

/** Returns a date moved by milliseconds; throws when no date is that far. */
function movedDate(milliseconds: number): Date {
  if (!(Math.abs(milliseconds) <= 8.64e15)) throw failure(15, "date overflow in $add or $subtract");
  return new Date(milliseconds);
}

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

/** Rounds to a power of ten: half to even, or towards zero. */
const quantize = (isRound: boolean) =>
  positional(1, 2, (values, name) => {
    const [value, digits = 0] = values;
    if (isMissing(value)) return null;
    requireNumber(value, name, 51081);
    if (values.length > 1 && isMissing(values[1])) return null;
    if (!isNumeric(digits)) throw failure(16004, `can't convert from BSON type ${typeName(digits)} to long`);
    if (!Number.isInteger(toNumber(digits)))
      throw failure(51082, `precision argument to ${name} must be a integral value`);
    const place = toNumber(digits);
    if (place < -20 || place > 100)
      throw failure(51083, `cannot apply ${name} with precision value ${place}: it must be in [-20, 100]`);
    if (!isWhole(value)) return asDouble(quantizeDouble(toNumber(value), place, isRound));
    if (place >= 0) return value;
    const unit = 10n ** BigInt(-place);
    const result = quotient(exactly(value), unit, isRound) * unit;
    if (!fitsLong(result)) throw failure(51080, `invalid conversion from Decimal128 result in ${name}`);
    return wholeNumber(result, value instanceof Long);
  });

function quantizeDouble(value: number, place: number, isRound: boolean): number {
  if (!Number.isFinite(value)) return value;
  let shift = 0n;
  let scaled = value;
  // A double is a whole number × 2^-n, with n at most 1074.
  for (; !Number.isInteger(scaled); scaled *= 2) shift++;
  const above = 10n ** BigInt(Math.max(place, 0));
  const below = 10n ** BigInt(Math.max(-place, 0)) * 2n ** shift;
  const result = Number(`${quotient(BigInt(scaled) * above, below, isRound)}e${-place}`);
  return result === 0 && (value < 0 || Object.is(value, -0)) ? -0 : result;
}

function quotient(top: bigint, unit: bigint, isRound: boolean): bigint {
  const whole = top / unit;
  const rest = top % unit;
  const twice = (rest < 0n ? -rest : rest) * 2n;
  if (!isRound || twice < unit || (twice === unit && whole % 2n === 0n)) return whole;
  return whole + (top < 0n ? -1n : 1n);
}

function add(values: Iterable<unknown>): unknown {
  const all: unknown[] = [];
  let date: Date | undefined;
  for (const value of values) {
    all.push(value);
    if (isMissing(value)) return null;
    if (!(value instanceof Date)) requireAddend(value);
    else if (date) throw failure(16612, "only one date allowed in an $add expression");
    else date = value;
  }
  const sum = sumNumbers(all);
  return date ? movedDate(date.getTime() + Math.round(toNumber(sum))) : sum;
}

function requireAddend(value: unknown): void {
  if (!isNumeric(value))
    throw failure(14, `$add only supports numeric or date types, not ${typeName(value)}`);
}

function subtract(a: unknown, b: unknown): unknown {
  if (isMissing(a) || isMissing(b)) return null;
  if (a instanceof Date && b instanceof Date) return Long.fromNumber(a.getTime() - b.getTime());
  if (a instanceof Date && isNumeric(b)) return movedDate(a.getTime() - Math.round(toNumber(b)));
  if (!isNumeric(a) || !isNumeric(b)) throw failure(14, `can't $subtract ${typeName(b)} from ${typeName(a)}`);
  if (!areWhole(a, b)) return asDouble(toNumber(a) - toNumber(b));
  const result = exactly(a) - exactly(b);
  if (!fitsLong(result)) return asDouble(Number(result));
  return wholeNumber(result, a instanceof Long || b instanceof Long);
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

function power(a: unknown, b: unknown, name: string): unknown {
  if (isMissing(a) || isMissing(b)) return null;
  requireNumber(a, name, 28762);
  requireNumber(b, name, 28763);
  const [base, exponent] = [toNumber(a), toNumber(b)];
  if (base === 0 && exponent < 0)
    throw failure(28764, `${name} cannot take a base of 0 and a negative exponent`);
  const bothWhole = areWhole(a, b);
  const double = base ** exponent;
  const isExact = bothWhole && (exponent >= 0 || Math.abs(base) === 1) && Math.abs(double) < 2 ** 64;
  if (!isExact) return asDouble(double);
  const exact = exactly(a) ** (exponent < 0 ? -exactly(b) : exactly(b));
  return fitsLong(exact) ? wholeNumber(exact, a instanceof Long || b instanceof Long) : asDouble(double);
}

function logarithm(value: unknown, base: unknown, name: string): unknown {
  if (isMissing(value) || isMissing(base)) return null;
  requireNumber(value, name, 28756);
  requireNumber(base, name, 28757);
  const [number, radix] = [toFloat(value), toFloat(base)];
  if (number <= 0) throw failure(28758, `${name}'s argument must be a positive number, but is ${number}`);
  if (radix <= 0 || radix === 1)
    throw failure(28759, `${name}'s base must be a positive number not equal to 1, but is ${radix}`);
  return asDouble(Math.log(number) / Math.log(radix));
}

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
