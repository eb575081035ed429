/** Types and conversions: https://www.mongodb.com/docs/v7.0/reference/operator/aggregation/convert/ */
import { type Document, Long, ObjectId, Timestamp } from "bson";
import { asFailure, failure, notImplemented } from "../../errors.js";
import { asDouble, fitsLong } from "../../values/numbers.js";
import { isInt32, isNumeric, isTruthy, toNumber, typeName, typeNumbers } from "../../values/types.js";
import { parseDate } from "./date-parsing.js";
import {
  fieldRules,
  isMissing,
  type Operator,
  type Operators,
  ofOne,
  positional,
  readFields,
} from "./operator.js";
import { numberText } from "./string-operators.js";

const aliases = new Map(Object.entries(typeNumbers).map(([alias, number]) => [number, alias]));

function cannot(value: unknown, to: string): Error {
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
  if (!Number.isFinite(number)) throw cannot(value, to);
  // A double must be within the limits before its fraction is cut off.
  if (typeName(value) === "double" && to === "int" && (number < -(2 ** 31) || number > 2 ** 31 - 1))
    throw cannot(value, to);
  const digits = /^([+-]?\d+)(?:\.\d*)?$/.exec(String(value))?.[1];
  return BigInt(digits?.replace("+", "") ?? Math.trunc(number));
}

function toInt(value: unknown): number {
  const whole = toWhole(value, "int");
  if (!isInt32(Number(whole))) throw cannot(value, "int");
  return Number(whole);
}

function toLong(value: unknown): Long {
  const whole = toWhole(value, "long");
  if (!fitsLong(whole)) throw cannot(value, "long");
  return Long.fromBigInt(whole);
}

function toDouble(value: unknown): unknown {
  if (typeof value === "boolean") return asDouble(value ? 1 : 0);
  if (value instanceof Date) return asDouble(value.getTime());
  if (isNumeric(value)) return asDouble(toNumber(value));
  if (typeof value !== "string") throw cannot(value, "double");
  const special = /^([+-]?)(?:(inf(?:inity)?)|nan)$/i.exec(value);
  if (special) return special[2] ? Number(`${special[1]}Infinity`) : Number.NaN;
  const number = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(value) ? Number(value) : Number.NaN;
  if (!Number.isFinite(number)) throw cannot(value, "double");
  return asDouble(number);
}

function toObjectId(value: unknown): ObjectId {
  if (value instanceof ObjectId) return value;
  if (typeof value === "string" && /^[0-9a-f]{24}$/i.test(value)) return new ObjectId(value);
  throw cannot(value, "objectId");
}

function toDate(value: unknown): Date {
  if (value instanceof Date) return value;
  if (value instanceof ObjectId) return value.getTimestamp();
  if (value instanceof Timestamp) return new Date(value.getHighBitsUnsigned() * 1000);
  if (typeof value === "string") return parseDate(value);
  // An int is too small for milliseconds since 1970, and MongoDB refuses it.
  if (!isNumeric(value) || typeName(value) === "int") throw cannot(value, "date");
  const time = Math.trunc(toNumber(value));
  if (!(Math.abs(time) <= 8.64e15)) throw cannot(value, "date");
  return new Date(time);
}

function toText(value: unknown): string {
  if (value instanceof Date) return value.toISOString();
  if (isNumeric(value)) return numberText(value);
  if (typeof value === "string" || typeof value === "boolean") return String(value);
  if (value instanceof ObjectId) return String(value);
  throw cannot(value, "string");
}

const conversions: Record<string, (value: unknown) => unknown> = {
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

function conversionTo(type: unknown): (value: unknown) => unknown {
  if (typeof type !== "string" && !(isNumeric(type) && Number.isInteger(toNumber(type))))
    throw failure(9, "$convert's 'to' argument must be a string or an integral number");
  const alias = typeof type === "string" ? type : (aliases.get(toNumber(type)) ?? "");
  if (!Object.hasOwn(typeNumbers, alias))
    throw failure(typeof type === "string" ? 2 : 9, `Unknown type name: ${String(type)}`);
  return (
    conversions[alias] ??
    ((value) => {
      throw cannot(value, alias);
    })
  );
}

const convert: Operator = (argument, scope, name) => {
  const rules = fieldRules(9, 9, { input: 9, to: 9 }, { onError: undefined, onNull: null });
  const fields = readFields(argument, name, rules);
  const hasOnError = "onError" in (argument as Document);
  const [input, to, onError, onNull] = ["input", "to", "onError", "onNull"].map((field) =>
    scope.compile(fields[field]),
  );
  return (document) => {
    const value = input!(document);
    const type = to!(document);
    const conversion = isMissing(type) ? undefined : conversionTo(type);
    if (isMissing(value)) return onNull!(document);
    if (!conversion) return null;
    try {
      return conversion(value);
    } catch (error) {
      if (hasOnError && asFailure(error).code === 241) return onError!(document);
      throw error;
    }
  };
};

export const conversionOperators: Operators = {
  $type: positional(1, 1, ([value]) => (value === undefined ? "missing" : typeName(value))),
  $isNumber: positional(1, 1, ([value]) => isNumeric(value)),
  $toBool: ofOne(conversions.bool!),
  $toInt: ofOne(toInt),
  $toLong: ofOne(toLong),
  $toDouble: ofOne(toDouble),
  $toString: ofOne(toText),
  $toDate: ofOne(toDate),
  $toObjectId: ofOne(toObjectId),
  $convert: convert,
};
