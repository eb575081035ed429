/** BSON types, with their numbers and aliases: https://www.mongodb.com/docs/v7.0/reference/bson-types/ */
import { type BSONValue, type Code, Decimal128, type Document, Double, Int32, Long, Timestamp } from "bson";

/** Type numbers by the aliases that `$type` takes. */
export const typeNumbers: Record<string, number> = {
  double: 1,
  string: 2,
  object: 3,
  array: 4,
  binData: 5,
  undefined: 6,
  objectId: 7,
  bool: 8,
  date: 9,
  null: 10,
  regex: 11,
  dbPointer: 12,
  javascript: 13,
  symbol: 14,
  javascriptWithScope: 15,
  int: 16,
  timestamp: 17,
  long: 18,
  decimal: 19,
  minKey: -1,
  maxKey: 127,
};

const typeNames = new Map(Object.entries(typeNumbers).map(([name, number]) => [number, name]));

/** Whether the value is a subdocument; an array, a date or an object of a BSON class is none. */
export function isObject(value: unknown): value is Document {
  return typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}

/** Whether the value is a document of operators: its first field starts with `$` and belongs to no DBRef. */
export function isOperatorObject(value: unknown): value is Document {
  if (!isObject(value)) return false;
  const first = Object.keys(value)[0];
  return first?.[0] === "$" && first !== "$ref" && first !== "$id" && first !== "$db";
}

/** Whether a JavaScript number stands for an int32; others stand for a double. */
export function isInt32(value: number): boolean {
  return (value | 0) === value && !Object.is(value, -0);
}

const classNumbers: Record<string, number> = {
  ObjectId: 7,
  Double: 1,
  Long: 18,
  Int32: 16,
  Decimal128: 19,
  Binary: 5,
  Timestamp: 17,
  BSONRegExp: 11,
  BSONSymbol: 14,
  MinKey: -1,
  MaxKey: 127,
};

/** Returns the BSON type number of a value; undefined stands for a missing value and has type 6. */
export function typeNumber(value: unknown): number {
  if (typeof value === "string") return 2;
  if (typeof value === "number") return isInt32(value) ? 16 : 1;
  if (typeof value === "boolean") return 8;
  if (value === undefined) return 6;
  if (value === null) return 10;
  if (Array.isArray(value)) return 4;
  if (value instanceof Date) return 9;
  const { _bsontype } = value as BSONValue;
  if (_bsontype === "Code") return (value as Code).scope ? 15 : 13;
  return classNumbers[_bsontype] ?? 3;
}

/** Returns the alias of a value's type. */
export function typeName(value: unknown): string {
  return typeNames.get(typeNumber(value)) ?? "object";
}

/** Whether the value is an int, a long, a double or a decimal. */
export function isNumeric(value: unknown): boolean {
  if (typeof value === "number") return true;
  return (
    value instanceof Double ||
    (value instanceof Long && !(value instanceof Timestamp)) ||
    value instanceof Decimal128 ||
    value instanceof Int32
  );
}

/** Returns a number as a JavaScript number, a long or decimal possibly rounded; NaN for other types. */
export function toNumber(value: unknown): number {
  if (typeof value === "number") return value;
  if (value instanceof Double || value instanceof Int32) return value.valueOf();
  if (value instanceof Timestamp) return Number.NaN;
  if (value instanceof Long) return value.toNumber();
  if (value instanceof Decimal128) return Number(value.toString());
  return Number.NaN;
}

/** Whether a value is true to MongoDB: all are but false, null, a missing value and zero. */
export function isTruthy(value: unknown): boolean {
  if (value === undefined || value === null || value === false) return false;
  return !(isNumeric(value) && toNumber(value) === 0);
}
