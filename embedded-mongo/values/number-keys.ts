/**
 * Keys of numbers, in one order for all four types:
 * https://www.mongodb.com/docs/v7.0/reference/bson-type-comparison-order/#numeric-types
 */
import { type Decimal128, Long } from "bson";
import { invertKey } from "./invert-key.js";

/** The first character of every number's key. */
export const numberType = "\x1e";

const float = new Float64Array(1);
const floatBytes = new Uint8Array(float.buffer);

/** Returns eight characters that sort like the double; -0 equals 0, and NaN sorts before all others. */
export function doubleKey(value: number): string {
  if (Number.isNaN(value)) return "\0\0\0\0\0\0\0\0";
  float[0] = value === 0 ? 0 : value;
  const b = floatBytes;
  const flip = b[7]! > 127 ? 255 : 0;
  return String.fromCharCode(
    b[7]! ^ (flip || 128),
    b[6]! ^ flip,
    b[5]! ^ flip,
    b[4]! ^ flip,
    b[3]! ^ flip,
    b[2]! ^ flip,
    b[1]! ^ flip,
    b[0]! ^ flip,
  );
}

/** An exact decimal number: digits × 10^exponent. */
interface ExactNumber {
  digits: bigint;
  exponent: number;
}

/** Reads a decimal string such as "-1.50E+3". */
function exactOf(text: string): ExactNumber {
  const [, sign, whole, fraction = "", exponent = "0"] = /^([+-]?)(\d*)\.?(\d*)(?:E([+-]?\d+))?$/i.exec(
    text,
  )!;
  const digits = BigInt(`${whole}${fraction}` || "0");
  return { digits: sign === "-" ? -digits : digits, exponent: Number(exponent) - fraction.length };
}

function compareExactToDouble({ digits, exponent }: ExactNumber, value: number): number {
  if (!Number.isFinite(value)) return value > 0 ? -1 : 1;
  let shift = 0;
  let scaled = value;
  // A double is a whole number × 2^-n, with n at most 1074.
  while (!Number.isInteger(scaled)) {
    scaled *= 2;
    shift++;
  }
  const left = digits * 10n ** BigInt(Math.max(exponent, 0)) * 2n ** BigInt(shift);
  const right = BigInt(scaled) * 10n ** BigInt(Math.max(-exponent, 0));
  return left < right ? -1 : left > right ? 1 : 0;
}

function nextDown(value: number): number {
  if (value === Number.POSITIVE_INFINITY) return Number.MAX_VALUE;
  float[0] = value === 0 ? -0 : value;
  const view = new DataView(float.buffer);
  const bits = view.getBigInt64(0, true);
  view.setBigInt64(0, bits + (value > 0 ? -1n : 1n), true);
  return float[0]!;
}

/** The key of the nearest double at or below the number; below it, digits follow that order numbers with the same double. */
function exactKey(exact: ExactNumber, nearest: number): string {
  const order = compareExactToDouble(exact, nearest);
  if (order === 0) return `${numberType}${doubleKey(nearest)}\0`;
  const below = order > 0 ? nearest : nextDown(nearest);
  const digits = (exact.digits < 0n ? -exact.digits : exact.digits).toString();
  const magnitude =
    String(exact.exponent + digits.length + 10_000).padStart(5, "0") + digits.replace(/0+$/, "");
  return `${numberType}${doubleKey(below)}\x01${exact.digits < 0n ? invertKey(`${magnitude}\0`) : `${magnitude}\0`}`;
}

/** Returns the key of a long or a decimal. */
export function numberKey(value: unknown): string {
  if (typeof value === "number") return `${numberType}${doubleKey(value)}\0`;
  const text = (value as Long | Decimal128).toString();
  const number = Number(text);
  // Infinity and NaN have no exact form.
  if (!/\d/.test(text)) return `${numberType}${doubleKey(number)}\0`;
  if (value instanceof Long && Number.isSafeInteger(number)) return `${numberType}${doubleKey(number)}\0`;
  return exactKey(exactOf(text), number);
}
