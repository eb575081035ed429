/**
 * Reads and writes BSON (https://bsonspec.org/spec.html) without losing a type: a JavaScript number that is a 32-bit
 * integer stands for an int32, any other number for a double; a whole double in that range is a `Double` object.
 */
import {
  Binary,
  BSONRegExp,
  BSONSymbol,
  Code,
  Decimal128,
  type Document,
  Double,
  Long,
  MaxKey,
  MinKey,
  ObjectId,
  Timestamp,
} from "bson";
import { failure } from "../errors.js";
import { maxDepth } from "./limits.js";

/** Additional levels: a command is a document around documents. */
const commandLevels = 20;

const minKey = new MinKey();

const maxKey = new MaxKey();

function invalid(reason: string): never {
  throw failure(22, `Invalid BSON: ${reason}`);
}

function cstringEnd(bytes: Buffer, at: number, end: number): number {
  const zero = bytes.indexOf(0, at);
  return zero === -1 || zero >= end ? invalid("a name without an end") : zero;
}

function text(bytes: Buffer, from: number, to: number): string {
  // Most names and strings are ASCII, which is read quicker as latin1.
  for (let i = from; i < to; i++) if (bytes[i]! > 127) return bytes.toString("utf8", from, to);
  return bytes.toString("latin1", from, to);
}

/** A class: a reader is created for each document that is read, and methods, unlike closures, are not created with it. */
class Reader {
  at = 0;
  constructor(
    private readonly bytes: Buffer,
    private readonly deepest: number,
  ) {}

  /** Returns where a value of `count` bytes starts, and moves behind it. */
  private take(count: number, end: number): number {
    const at = this.at;
    if (at + count > end) invalid("a value past the end");
    this.at = at + count;
    return at;
  }

  document(limit: number, depth: number, asArray: boolean): Document | unknown[] {
    if (depth > this.deepest) throw failure(15, "exceeded depth limit of nested documents");
    const start = this.at;
    if (start + 5 > limit) invalid("a document past the end");
    const length = this.bytes.readInt32LE(start);
    const end = start + length - 1;
    if (length < 5 || end >= limit || this.bytes[end] !== 0) invalid("a document of a wrong length");
    this.at = start + 4;
    const list: unknown[] = [];
    const object: Document = {};
    while (this.at < end) {
      const type = this.bytes[this.at++]!;
      const nameEnd = cstringEnd(this.bytes, this.at, end);
      const name = asArray ? "" : text(this.bytes, this.at, nameEnd);
      this.at = nameEnd + 1;
      const value = this.value(type, end, depth);
      if (asArray) list.push(value);
      else if (name === "__proto__") {
        Object.defineProperty(object, name, { value, enumerable: true, configurable: true, writable: true });
      } else object[name] = value;
    }
    if (this.at !== end) invalid("a document of a wrong length");
    this.at = end + 1;
    return asArray ? list : object;
  }

  private string(end: number): string {
    const length = this.bytes.readInt32LE(this.take(4, end));
    if (length < 1) invalid("a string of a wrong length");
    const from = this.take(length, end);
    if (this.bytes[from + length - 1] !== 0) invalid("a string without an end");
    return text(this.bytes, from, from + length - 1);
  }

  private cstring(end: number): string {
    const from = this.at;
    const to = cstringEnd(this.bytes, from, end);
    this.at = to + 1;
    return text(this.bytes, from, to);
  }

  private objectId(end: number): ObjectId {
    const from = this.take(12, end);
    return new ObjectId(this.bytes.subarray(from, from + 12));
  }

  private binary(end: number): Binary {
    const length = this.bytes.readInt32LE(this.take(4, end));
    const subType = this.bytes[this.take(1, end)]!;
    if (length < 0) invalid("binary data of a wrong length");
    const from = this.take(length, end);
    return new Binary(Buffer.from(this.bytes.subarray(from, from + length)), subType);
  }

  private value(type: number, end: number, depth: number): unknown {
    const { bytes } = this;
    switch (type) {
      case 0x01: {
        const number = bytes.readDoubleLE(this.take(8, end));
        return Number.isInteger(number) && (number | 0) === number && !Object.is(number, -0)
          ? new Double(number)
          : number;
      }
      case 0x02:
        return this.string(end);
      case 0x03:
        return this.document(end, depth + 1, false);
      case 0x04:
        return this.document(end, depth + 1, true);
      case 0x05:
        return this.binary(end);
      case 0x06: // undefined is deprecated; MongoDB treats it as null almost everywhere
      case 0x0a:
        return null;
      case 0x07:
        return this.objectId(end);
      case 0x08:
        return bytes[this.take(1, end)] === 1;
      case 0x09:
        return new Date(Number(bytes.readBigInt64LE(this.take(8, end))));
      case 0x0b:
        return new BSONRegExp(this.cstring(end), this.cstring(end));
      case 0x0d:
        return new Code(this.string(end));
      case 0x0e:
        return new BSONSymbol(this.string(end));
      case 0x0f: {
        this.take(4, end);
        const code = this.string(end);
        return new Code(code, this.document(end, depth + 1, false) as Document);
      }
      case 0x10:
        return bytes.readInt32LE(this.take(4, end));
      case 0x11: {
        const from = this.take(8, end);
        return new Timestamp({ i: bytes.readUInt32LE(from), t: bytes.readUInt32LE(from + 4) });
      }
      case 0x12: {
        const from = this.take(8, end);
        return new Long(bytes.readInt32LE(from), bytes.readInt32LE(from + 4));
      }
      case 0x13: {
        const from = this.take(16, end);
        return new Decimal128(Uint8Array.prototype.slice.call(bytes, from, from + 16));
      }
      case 0x7f:
        return maxKey;
      case 0xff:
        return minKey;
      default:
        return invalid(`unknown or unsupported type 0x${type.toString(16)}`);
    }
  }
}

/** Reads a document that fills the buffer. */
export function readDocument(bytes: Buffer): Document {
  return new Reader(bytes, maxDepth + commandLevels).document(bytes.length, 0, false) as Document;
}

/** Reads the document that starts at `at`; returns where it ends. Throws InvalidBSON for a malformed one. */
export function readDocumentAt(bytes: Buffer, at: number): { document: Document; end: number } {
  const reader = new Reader(bytes, maxDepth + commandLevels);
  reader.at = at;
  const document = reader.document(bytes.length, 0, false) as Document;
  return { document, end: reader.at };
}
