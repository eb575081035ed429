/**
 * Arithmetic with MongoDB's number types: an int that overflows becomes a long, a double operand makes the result a double.
 * Decimals are stored and compared, but not computed with.
 */
import { Decimal128, Double, Long } from "bson";
import { failure, notImplemented } from "../errors.js";
import { isInt32, isNumeric, toNumber } from "./types.js";

const minLong = -(2n ** 63n);
const maxLong = 2n ** 63n - 1n;

function refuseDecimal(value: unknown): void {
  if (value instanceof Decimal128) throw notImplemented("arithmetic with decimals");
}

/** Returns a number as a JavaScript number to compute with; throws for decimals. */
export function toFloat(value: unknown): number {
  refuseDecimal(value);
  return toNumber(value);
}

/** Whether a number is an int or a long; throws for decimals. */
export function isWhole(value: unknown): boolean {
  refuseDecimal(value);
  return typeof value === "number" ? isInt32(value) : value instanceof Long;
}

/** Whether both numbers are ints or longs; throws for decimals. */
export function areWhole(a: unknown, b: unknown): boolean {
  const isFirst = isWhole(a);
  return isWhole(b) && isFirst;
}

/** Returns a double as documents hold it: a whole one in int32's range needs the class to stay a double. */
export function asDouble(value: number): number | Double {
  return isInt32(value) ? new Double(value) : value;
}

/** Returns an int or a long exactly. */
export function exactly(value: unknown): bigint {
  return BigInt(String(value));
}

/** Whether a long can hold the value. */
export function fitsLong(value: bigint): boolean {
  return value >= minLong && value <= maxLong;
}

/** Returns a whole number as an int, or as a long when it does not fit or `isLong` is set. */
export function wholeNumber(value: bigint, isLong: boolean): number | Long {
  return !isLong && isInt32(Number(value)) ? Number(value) : Long.fromBigInt(value);
}

/** Returns a × b or a + b for whole numbers; undefined when a long cannot hold the result. */
function computeWhole(a: unknown, b: unknown, multiply: boolean): number | Long | undefined {
  const result = multiply ? exactly(a) * exactly(b) : exactly(a) + exactly(b);
  return fitsLong(result) ? wholeNumber(result, a instanceof Long || b instanceof Long) : undefined;
}

/** Returns a + b or a × b, as `$inc` and `$mul` do; throws when a long overflows. */
export function changeNumber(operator: "$inc" | "$mul", a: unknown, b: unknown): unknown {
  const multiply = operator === "$mul";
  if (!areWhole(a, b)) return asDouble(multiply ? toNumber(a) * toNumber(b) : toNumber(a) + toNumber(b));
  const result = computeWhole(a, b, multiply);
  if (result === undefined)
    throw failure(2, `Failed to apply ${operator} operations to current value (${a}): long overflow`);
  return result;
}

/** Returns a × b for an expression, in which a long that overflows becomes a double. */
export function multiplyNumbers(a: unknown, b: unknown): unknown {
  const product = areWhole(a, b) ? computeWhole(a, b, true) : undefined;
  return product ?? asDouble(toNumber(a) * toNumber(b));
}

/**
 * Returns the sum of the numbers among the values. Whole numbers are summed exactly, doubles with the rounding errors carried
 * along, as MongoDB does (https://en.wikipedia.org/wiki/2Sum): 0.1 + 0.2 + 0.3 is 0.6.
 */
export function sumNumbers(values: unknown[]): number | Double | Long {
  let whole = 0n;
  let [small, double, error, plain] = [0, 0, 0, 0];
  let [hasLong, hasDouble] = [false, false];
  const addDouble = (number: number) => {
    plain += number;
    const sum = double + number;
    const part = sum - double;
    error += double - (sum - part) + (number - part);
    double = sum;
  };
  for (const value of values) {
    if (!isNumeric(value)) continue;
    if (!isWhole(value)) {
      hasDouble = true;
      addDouble(toNumber(value));
    } else if (typeof value === "number") small += value;
    else {
      hasLong = true;
      whole += exactly(value);
    }
  }
  whole += BigInt(small);
  if (!hasDouble && fitsLong(whole)) return wholeNumber(whole, hasLong);
  const high = Number(whole);
  addDouble(high);
  addDouble(Number(whole - BigInt(high)));
  return asDouble(Number.isFinite(plain) ? double + error : plain);
}
