/**
 * Arithmetic with MongoDB's number types: an int32 that overflows becomes a long; a double or decimal operand decides the
 * result's type.
 */
import { Decimal128, Double, Long } from "bson";
import { failure } from "../errors.js";
import { exactOf } from "./number-keys.js";
import { isInt32, isNumeric, toNumber } from "./types.js";

const minLong = -(2n ** 63n);
const maxLong = 2n ** 63n - 1n;

type NumberType = "int" | "long" | "double" | "decimal";

function numberType(value: unknown): NumberType {
  if (typeof value === "number") return isInt32(value) ? "int" : "double";
  if (value instanceof Long) return "long";
  return value instanceof Decimal128 ? "decimal" : "double";
}

/** Returns a double as documents hold it: a whole one in int32's range needs the class to stay a double. */
export function asDouble(value: number): number | Double {
  return isInt32(value) ? new Double(value) : value;
}

/** Rounds to the 34 digits of a decimal128, half to even (IEEE 754-2008). */
function asDecimal(exact: { digits: bigint; exponent: number }): Decimal128 {
  let { digits, exponent } = exact;
  const sign = digits < 0n ? "-" : "";
  if (digits < 0n) digits = -digits;
  const excess = digits.toString().length - 34;
  if (excess > 0) {
    const unit = 10n ** BigInt(excess);
    const rest = (digits % unit) * 2n;
    digits = digits / unit + (rest > unit || (rest === unit && (digits / unit) % 2n === 1n) ? 1n : 0n);
    exponent += excess;
  }
  return Decimal128.fromString(`${sign}${digits}E${exponent}`);
}

function decimalOperation(a: unknown, b: unknown, multiply: boolean): Decimal128 {
  const texts = [a, b].map((value) => (value as object).toString());
  if (texts.some((text) => !/\d/.test(text))) {
    const result = multiply ? toNumber(a) * toNumber(b) : toNumber(a) + toNumber(b);
    return Decimal128.fromString(String(result));
  }
  const [left, right] = texts.map(exactOf) as [ReturnType<typeof exactOf>, ReturnType<typeof exactOf>];
  if (multiply)
    return asDecimal({ digits: left.digits * right.digits, exponent: left.exponent + right.exponent });
  const exponent = Math.min(left.exponent, right.exponent);
  if (Math.max(left.exponent, right.exponent) - exponent > 200) {
    // The difference exceeds 34 digits: the larger operand is the sum.
    return Math.abs(toNumber(a)) > Math.abs(toNumber(b)) ? asDecimal(left) : asDecimal(right);
  }
  const scale = ({ digits, exponent: own }: typeof left) => digits * 10n ** BigInt(own - exponent);
  return asDecimal({ digits: scale(left) + scale(right), exponent });
}

function operation(a: unknown, b: unknown, multiply: boolean, onOverflow: () => number): unknown {
  if (!isNumeric(a) || !isNumeric(b)) throw failure(14, "arithmetic needs numbers");
  const types = [numberType(a), numberType(b)];
  if (types.includes("decimal")) return decimalOperation(a, b, multiply);
  if (types.includes("double"))
    return asDouble(multiply ? toNumber(a) * toNumber(b) : toNumber(a) + toNumber(b));
  const [left, right] = [BigInt(String(a)), BigInt(String(b))];
  const result = multiply ? left * right : left + right;
  if (result < minLong || result > maxLong) return onOverflow();
  if (!types.includes("long") && isInt32(Number(result))) return Number(result);
  return Long.fromBigInt(result);
}

/** Returns a + b; throws when a long overflows, as `$inc` does. */
export function addNumbers(a: unknown, b: unknown): unknown {
  if (typeof a === "number" && typeof b === "number" && isInt32(a) && isInt32(b) && isInt32(a + b))
    return a + b;
  return operation(a, b, false, () => {
    throw failure(2, `Failed to apply $inc operations to current value (${a}): long overflow`);
  });
}

/** Returns a × b; throws when a long overflows, as `$mul` does. */
export function multiplyNumbers(a: unknown, b: unknown): unknown {
  return operation(a, b, true, () => {
    throw failure(2, `Failed to apply $mul operations to current value (${a}): long overflow`);
  });
}

/** Returns a + b or a × b for an expression, in which a long that overflows becomes a double. */
export function computeNumbers(a: unknown, b: unknown, multiply: boolean): unknown {
  return operation(a, b, multiply, () => (multiply ? toNumber(a) * toNumber(b) : toNumber(a) + toNumber(b)));
}
