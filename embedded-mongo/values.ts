/** What kind of BSON value something is: MongoDB's type numbers, names and number types. */
import { type BSONValue, type Code, Decimal128, type Document, Double, Int32, Long, Timestamp } from "bson";

/** Type aliases that `$type` takes, with their numbers. */
export const TYPE_NUMBERS: Record<string, number> = {
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

const TYPE_NAMES = new Map(Object.entries(TYPE_NUMBERS).map(([name, number]) => [number, name]));

/** Whether the value is a subdocument, and not an array, a date or one of BSON's scalar classes. */
export function isObject(value: unknown): value is Document {
  return typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}

/** Whether the value is a subdocument whose first field starts with `$`, that is, operators. */
export function isOperatorObject(value: unknown): value is Document {
  if (!isObject(value)) return false;
  const first = Object.keys(value)[0];
  return first?.[0] === "$" && first !== "$ref" && first !== "$id" && first !== "$db";
}

/** Whether a JavaScript number stands for an int32 rather than a double. */
export function isInt32(value: number): boolean {
  return (value | 0) === value && !Object.is(value, -0);
}

/** The BSON type number of a value; undefined (no value) counts as "undefined". */
export function typeNumber(value: unknown): number {
  switch (typeof value) {
    case "string":
      return 2;
    case "number":
      return isInt32(value) ? 16 : 1;
    case "boolean":
      return 8;
    case "undefined":
      return 6;
  }
  if (value === null) return 10;
  if (Array.isArray(value)) return 4;
  if (value instanceof Date) return 9;
  switch ((value as BSONValue)._bsontype) {
    case "ObjectId":
      return 7;
    case "Double":
      return 1;
    case "Long":
      return 18;
    case "Int32":
      return 16;
    case "Decimal128":
      return 19;
    case "Binary":
      return 5;
    case "Timestamp":
      return 17;
    case "BSONRegExp":
      return 11;
    case "BSONSymbol":
      return 14;
    case "Code":
      return (value as Code).scope ? 15 : 13;
    case "MinKey":
      return -1;
    case "MaxKey":
      return 127;
    default:
      return value instanceof RegExp ? 11 : 3;
  }
}

/** The alias of a value's type, as error messages and `$type` expressions name it. */
export function typeName(value: unknown): string {
  return TYPE_NAMES.get(typeNumber(value)) ?? "object";
}

/** Whether the value is a number of any of the four types. */
export function isNumeric(value: unknown): boolean {
  if (typeof value === "number") return true;
  return (
    value instanceof Double ||
    (value instanceof Long && !(value instanceof Timestamp)) ||
    value instanceof Decimal128 ||
    value instanceof Int32
  );
}

/** The value as a plain JavaScript number (Long and Decimal128 possibly rounded), or NaN when it is none. */
export function toNumber(value: unknown): number {
  if (typeof value === "number") return value;
  if (value instanceof Double || value instanceof Int32) return value.valueOf();
  if (value instanceof Timestamp) return Number.NaN;
  if (value instanceof Long) return value.toNumber();
  if (value instanceof Decimal128) return Number(value.toString());
  return Number.NaN;
}

/** A copy that shares nothing that can be changed in place. */
export function cloneValue<T>(value: T): T {
  if (Array.isArray(value)) return value.map(cloneValue) as T;
  if (!isObject(value)) return value;
  const copy: Document = {};
  for (const [name, inner] of Object.entries(value)) setField(copy, name, cloneValue(inner));
  return copy as T;
}

/** Sets a field; a field that is called __proto__ is a field like any other. */
export function setField(object: Document, name: string, value: unknown): void {
  if (name !== "__proto__") object[name] = value;
  else Object.defineProperty(object, name, { value, enumerable: true, configurable: true, writable: true });
}

/** A field of an object; never what the object's prototype holds under that name. */
export function getField(object: Document, name: string): unknown {
  return Object.hasOwn(object, name) ? object[name] : undefined;
}
