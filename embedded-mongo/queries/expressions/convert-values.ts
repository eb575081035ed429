/** Converts a value to another type of BSON. */
import { Long, ObjectId, Timestamp } from "bson";
import { failure, notImplemented } from "../../errors.js";
import { asDouble, fitsLong } from "../../values/numbers.js";
import { isInt32, isNumeric, isTruthy, toNumber, typeName } from "../../values/types.js";
import { parseDate } from "./date-parsing.js";
import { numberText } from "./string-arguments.js";

/** Returns the error of a conversion that is not possible. */
export function conversionFailure(value: unknown, to: string): Error {
  const shown = typeof value === "string" ? ` '${value}'` : "";
  return failure(
    241,
    `Failed to convert${shown} from ${typeName(value)} to ${to} in $convert with no onError value`,
  );
}

/** Reads a whole number; a fraction is cut off a number, and makes a string invalid. */
function toWhole(value: unknown, to: "int" | "long"): bigint {
  if (value instanceof Long && isNumeric(value)) return value.toBigInt();
  if (typeof value === "boolean") return value ? 1n : 0n;
  if (value instanceof Date && to === "long") return BigInt(value.getTime());
  if (typeof value === "string" && /^[+-]?\d+$/.test(value)) return BigInt(value.replace("+", ""));
  const number = isNumeric(value) ? toNumber(value) : Number.NaN;
  if (!Number.isFinite(number)) throw conversionFailure(value, to);
  // A double must be within the limits before its fraction is cut off.
  if (typeName(value) === "double" && to === "int" && (number < -(2 ** 31) || number > 2 ** 31 - 1))
    throw conversionFailure(value, to);
  const digits = /^([+-]?\d+)(?:\.\d*)?$/.exec(String(value))?.[1];
  return BigInt(digits?.replace("+", "") ?? Math.trunc(number));
}

/** Converts to an int32. */
export function toInt(value: unknown): number {
  const whole = toWhole(value, "int");
  if (!isInt32(Number(whole))) throw conversionFailure(value, "int");
  return Number(whole);
}

/** Converts to an int64. */
export function toLong(value: unknown): Long {
  const whole = toWhole(value, "long");
  if (!fitsLong(whole)) throw conversionFailure(value, "long");
  return Long.fromBigInt(whole);
}

/** Converts to a double. */
export function toDouble(value: unknown): unknown {
  if (typeof value === "boolean") return asDouble(value ? 1 : 0);
  if (value instanceof Date) return asDouble(value.getTime());
  if (isNumeric(value)) return asDouble(toNumber(value));
  if (typeof value !== "string") throw conversionFailure(value, "double");
  const special = /^([+-]?)(?:(inf(?:inity)?)|nan)$/i.exec(value);
  if (special) return special[2] ? Number(`${special[1]}Infinity`) : Number.NaN;
  const number = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(value) ? Number(value) : Number.NaN;
  if (!Number.isFinite(number)) throw conversionFailure(value, "double");
  return asDouble(number);
}

/** Converts to an ObjectId. */
export function toObjectId(value: unknown): ObjectId {
  if (value instanceof ObjectId) return value;
  if (typeof value === "string" && /^[0-9a-f]{24}$/i.test(value)) return new ObjectId(value);
  throw conversionFailure(value, "objectId");
}

/** Converts to a date. */
export function toDate(value: unknown): Date {
  if (value instanceof Date) return value;
  if (value instanceof ObjectId) return value.getTimestamp();
  if (value instanceof Timestamp) return new Date(value.getHighBitsUnsigned() * 1000);
  if (typeof value === "string") return parseDate(value);
  // An int is too small for milliseconds since 1970, and MongoDB refuses it.
  if (!isNumeric(value) || typeName(value) === "int") throw conversionFailure(value, "date");
  const time = Math.trunc(toNumber(value));
  if (!(Math.abs(time) <= 8.64e15)) throw conversionFailure(value, "date");
  return new Date(time);
}

/** Converts to a string. */
export function toText(value: unknown): string {
  if (value instanceof Date) return value.toISOString();
  if (isNumeric(value)) return numberText(value);
  if (typeof value === "string" || typeof value === "boolean") return String(value);
  if (value instanceof ObjectId) return String(value);
  throw conversionFailure(value, "string");
}

/** The conversions by the name of the type that they return. */
export const conversions: Record<string, (value: unknown) => unknown> = {
  double: toDouble,
  string: toText,
  objectId: toObjectId,
  bool: (value) => isTruthy(value),
  date: toDate,
  int: toInt,
  long: toLong,
  decimal: () => {
    throw notImplemented("conversions to decimal");
  },
};
