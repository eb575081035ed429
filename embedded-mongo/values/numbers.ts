/** Arithmetic that keeps MongoDB's number types: int32 grows to long, then double; decimal beats all. */
import { Decimal128, Double, Long } from "bson";
import { failure } from "../errors.js";
import { exactOf } from "./order.js";
import { isInt32, isNumeric, toNumber } from "./values.js";

const LONG_MIN = -(2n ** 63n);
const LONG_MAX = 2n ** 63n - 1n;

type NumberType = "int" | "long" | "double" | "decimal";

function numberType(value: unknown): NumberType {
  if (typeof value === "number") return isInt32(value) ? "int" : "double";
  if (value instanceof Long) return "long";
  return value instanceof Decimal128 ? "decimal" : "double";
}

/** A double as our values hold it: whole ones in int32's range need the class to stay doubles. */
export function asDouble(value: number): number | Double {
  return isInt32(value) ? new Double(value) : value;
}

/** Rounds digits × 10^exponent to decimal128's 34 digits, half to even. */
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
    // Further apart than 34 digits can show: the larger one is the sum.
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
  if (result < LONG_MIN || result > LONG_MAX) return onOverflow();
  if (!types.includes("long") && isInt32(Number(result))) return Number(result);
  return Long.fromBigInt(result);
}

/** a + b; throws when a long overflows, as `$inc` does. */
export function addNumbers(a: unknown, b: unknown): unknown {
  if (typeof a === "number" && typeof b === "number" && isInt32(a) && isInt32(b) && isInt32(a + b))
    return a + b;
  return operation(a, b, false, () => {
    throw failure(2, `Failed to apply $inc operations to current value (${a}): long overflow`);
  });
}

/** a × b; throws when a long overflows, as `$mul` does. */
export function multiplyNumbers(a: unknown, b: unknown): unknown {
  return operation(a, b, true, () => {
    throw failure(2, `Failed to apply $mul operations to current value (${a}): long overflow`);
  });
}

/** a + b or a × b for expressions, where a long that overflows becomes a double. */
export function computeNumbers(a: unknown, b: unknown, multiply: boolean): unknown {
  return operation(a, b, multiply, () => (multiply ? toNumber(a) * toNumber(b) : toNumber(a) + toNumber(b)));
}
