/**
 * MongoDB's order over all BSON values, as strings: `keyOf(a) < keyOf(b)` exactly when a sorts before b, and equal keys are
 * equal values. Indexes, sorts, groups, equality and uniqueness all use it.
 * https://www.mongodb.com/docs/v7.0/reference/bson-type-comparison-order/
 *
 * Each character of a key holds one byte. A key starts with its type's place in the order and is never the beginning of
 * another key, so that the keys of several fields can be concatenated for a compound index.
 */
import {
  type Binary,
  type BSONRegExp,
  type BSONSymbol,
  type BSONValue,
  type Code,
  type Double,
  Long,
  type ObjectId,
  type Timestamp,
} from "bson";
import { doubleKey, numberKey, numberType } from "./number-keys.js";

/** The key of an empty array in an index; it sorts before null. */
export const emptyArrayKey = "\x0f";
/** The key of null and of a missing value. */
export const nullKey = "\x14";
/** Sorts after every key that starts with the text before it. */
export const afterKey = "\u0100";
/** The first character of every string's key. */
export const stringType = "\x3c";

/** Whether the text's characters are its UTF-8 bytes and none needs escaping. */
function isPlain(text: string): boolean {
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code < 2 || code > 127) return false;
  }
  return true;
}

/** The text's UTF-8 bytes and a zero byte; zero bytes in the text are escaped, so that no key begins another. */
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

/** Returns the key of a BSON value; undefined stands for a missing value. */
export function keyOf(value: unknown): string {
  switch (typeof value) {
    case "string":
      return stringType + textKey(value);
    case "number":
      return `${numberType}${doubleKey(value)}\0`;
    case "boolean":
      return value ? "\x6e\x01" : "\x6e\0";
    case "bigint":
      return numberKey(Long.fromBigInt(value));
    case "undefined":
      return nullKey;
  }
  if (value === null) return nullKey;
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
      return `${numberType}${doubleKey((value as Double).value)}\0`;
    case "Long":
    case "Decimal128":
      return numberKey(value);
    case "BSONSymbol":
      return stringType + textKey((value as BSONSymbol).value);
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
  // Fields are compared by type first, then by name, then by value.
  let key = "\x46";
  for (const [name, inner] of Object.entries(value as object)) {
    if (inner === undefined) continue;
    const innerKey = keyOf(inner);
    key += innerKey[0] + textKey(name) + innerKey.slice(1);
  }
  return `${key}\0`;
}
