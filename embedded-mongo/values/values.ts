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

/** A set of names, written as one line of words. */
export function names(words: string): ReadonlySet<string> {
  return new Set(words.split(" "));
}

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

const CLASS_NUMBERS: Record<string, number> = {
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

/** The BSON type number of a value; undefined (no value) counts as "undefined". */
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
  return CLASS_NUMBERS[_bsontype] ?? 3;
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

/** Truth as the server sees an option's value: everything but false, null and zero. */
export function isTruthy(value: unknown): boolean {
  if (value === undefined || value === null || value === false) return false;
  return !(isNumeric(value) && toNumber(value) === 0);
}

/** A value as the server's messages show it. */
export function show(value: unknown): string {
  if (typeof value === "string") return `"${value}"`;
  if (value instanceof Date) return `new Date(${value.getTime()})`;
  if (Array.isArray(value)) return value.length ? `[ ${value.map(show).join(", ")} ]` : "[]";
  if (isObject(value)) {
    const fields = Object.entries(value).map(([name, inner]) => `${name}: ${show(inner)}`);
    return fields.length ? `{ ${fields.join(", ")} }` : "{}";
  }
  if (typeof value === "object" && value !== null && "toHexString" in value)
    return `ObjectId('${String(value)}')`;
  return String(value);
}
