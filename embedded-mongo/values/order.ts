/**
 * MongoDB's order over all BSON values, as strings: `keyOf(a) < keyOf(b)` exactly when a sorts before b, and
 * equal keys are equal values. Indexes, sorting, grouping, equality and uniqueness all use it.
 *
 * A key holds one byte a character. It starts with its type's place in the order and is never the
 * beginning of another key, so that keys can be concatenated for compound indexes.
 */
import {
  type Binary,
  type BSONRegExp,
  type BSONSymbol,
  type BSONValue,
  type Code,
  type Decimal128,
  type Double,
  Long,
  type ObjectId,
  type Timestamp,
} from "bson";

/** What an empty array puts in an index: before null. */
export const EMPTY_ARRAY_KEY = "\x0f";
export const NULL_KEY = "\x14";
/** Sorts after every key that starts with what stands before it. */
export const AFTER = "\u0100";

const NUMBER = "\x1e";
const STRING = "\x3c";

const float = new Float64Array(1);
const floatBytes = new Uint8Array(float.buffer);

/** Eight characters that sort like the double; -0 is 0, and NaN sorts before all. */
function doubleKey(value: number): string {
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

/** An exact decimal number: digits times ten to the exponent. */
interface Exact {
  digits: bigint;
  exponent: number;
}

/** Reads a decimal string such as "-1.50E+3". */
export function exactOf(text: string): Exact {
  const [, sign, whole, fraction = "", exponent = "0"] = /^([+-]?)(\d*)\.?(\d*)(?:E([+-]?\d+))?$/i.exec(
    text,
  )!;
  const digits = BigInt(`${whole}${fraction}` || "0");
  return { digits: sign === "-" ? -digits : digits, exponent: Number(exponent) - fraction.length };
}

function compareExactToDouble({ digits, exponent }: Exact, value: number): number {
  if (!Number.isFinite(value)) return value > 0 ? -1 : 1;
  let shift = 0;
  let scaled = value;
  // A double is a whole number times a power of two; at most 1074 halvings reach it.
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

/** The double at or below the number, and where it is below, digits that order numbers of the same double. */
function exactKey(exact: Exact, nearest: number): string {
  const order = compareExactToDouble(exact, nearest);
  if (order === 0) return `${NUMBER}${doubleKey(nearest)}\0`;
  const below = order > 0 ? nearest : nextDown(nearest);
  const digits = (exact.digits < 0n ? -exact.digits : exact.digits).toString();
  const magnitude =
    String(exact.exponent + digits.length + 10_000).padStart(5, "0") + digits.replace(/0+$/, "");
  return `${NUMBER}${doubleKey(below)}\x01${exact.digits < 0n ? invertKey(`${magnitude}\0`) : `${magnitude}\0`}`;
}

function numberKey(value: unknown): string {
  if (typeof value === "number") return `${NUMBER}${doubleKey(value)}\0`;
  const text = (value as Long | Decimal128).toString();
  const number = Number(text);
  // "Infinity" and "NaN", which no exact form can hold.
  if (!/\d/.test(text)) return `${NUMBER}${doubleKey(number)}\0`;
  if (value instanceof Long && Number.isSafeInteger(number)) return `${NUMBER}${doubleKey(number)}\0`;
  return exactKey(exactOf(text), number);
}

/** Whether the text's characters are its UTF-8 bytes and none needs escaping. */
function isPlain(text: string): boolean {
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code < 2 || code > 127) return false;
  }
  return true;
}

/** The text's UTF-8 bytes and a zero; zeros within are escaped so that no key begins another. */
function textKey(text: string): string {
  if (isPlain(text)) return `${text}\0`;
  const bytes = Buffer.from(text, "utf8").toString("latin1");
  return `${bytes.replaceAll("\x01", "\x01\x02").replaceAll("\0", "\x01\x01")}\0`;
}

function bytesKey(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("latin1");
}

function uint32Key(value: number): string {
  return String.fromCharCode((value >>> 24) & 255, (value >>> 16) & 255, (value >>> 8) & 255, value & 255);
}

function binaryKey({ buffer, position, sub_type }: Binary): string {
  return uint32Key(position) + String.fromCharCode(sub_type) + bytesKey(buffer.subarray(0, position));
}

/** The key of any BSON value; a missing value (undefined) has null's. */
export function keyOf(value: unknown): string {
  switch (typeof value) {
    case "string":
      return STRING + textKey(value);
    case "number":
      return `${NUMBER}${doubleKey(value)}\0`;
    case "boolean":
      return value ? "\x6e\x01" : "\x6e\0";
    case "bigint":
      return numberKey(Long.fromBigInt(value));
    case "undefined":
      return NULL_KEY;
  }
  if (value === null) return NULL_KEY;
  if (Array.isArray(value)) {
    let key = "\x50";
    for (const element of value) key += keyOf(element);
    return `${key}\0`;
  }
  if (value instanceof Date) return `\x78${doubleKey(value.getTime())}`;
  switch ((value as BSONValue)._bsontype) {
    case "ObjectId":
      return `\x64${bytesKey((value as ObjectId).id)}`;
    case "Double":
    case "Int32":
      return `${NUMBER}${doubleKey((value as Double).value)}\0`;
    case "Long":
    case "Decimal128":
      return numberKey(value);
    case "BSONSymbol":
      return STRING + textKey((value as BSONSymbol).value);
    case "Binary":
      return `\x5a${binaryKey(value as Binary)}`;
    case "Timestamp":
      return `\x82${uint32Key((value as Timestamp).getHighBitsUnsigned())}${uint32Key((value as Timestamp).getLowBitsUnsigned())}`;
    case "BSONRegExp":
      return `\x8c${textKey((value as BSONRegExp).pattern)}${textKey((value as BSONRegExp).options)}`;
    case "Code": {
      const { code, scope } = value as Code;
      return scope ? `\xaa${textKey(code)}${keyOf(scope)}` : `\xa0${textKey(code)}`;
    }
    case "MinKey":
      return "\x0a";
    case "MaxKey":
      return "\xf0";
  }
  if (value instanceof RegExp) return `\x8c${textKey(value.source)}${textKey(value.flags)}`;
  // Fields compare by type first, then by name, then by value.
  let key = "\x46";
  for (const [name, inner] of Object.entries(value as object)) {
    if (inner === undefined) continue;
    const innerKey = keyOf(inner);
    key += innerKey[0] + textKey(name) + innerKey.slice(1);
  }
  return `${key}\0`;
}

/** The same key for descending order. */
export function invertKey(key: string): string {
  const bytes = Buffer.from(key, "latin1");
  for (let i = 0; i < bytes.length; i++) bytes[i] = 255 - bytes[i]!;
  return bytes.toString("latin1");
}

/** The key that sorts first. */
export function lesser(a: string, b: string): string {
  return a < b ? a : b;
}

/** The key that sorts last. */
export function greater(a: string, b: string): string {
  return a < b ? b : a;
}

/** Compares two values in MongoDB's order: negative, zero or positive. */
export function compareValues(left: unknown, right: unknown): number {
  if (typeof left === "number" && typeof right === "number" && left === right) return 0;
  const a = keyOf(left);
  const b = keyOf(right);
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Whether two values are equal for MongoDB: 1 equals 1.0, and subdocuments need the same field order. */
export function equalValues(left: unknown, right: unknown): boolean {
  return left === right || keyOf(left) === keyOf(right);
}
