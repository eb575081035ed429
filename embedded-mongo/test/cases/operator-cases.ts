/** The form of the cases of expression operators, and the document on which they run. */
import {
  Binary,
  BSONRegExp,
  Code,
  Decimal128,
  Double,
  Long,
  MaxKey,
  MinKey,
  ObjectId,
  Timestamp,
} from "bson";

/** For each operator rows of an expected outcome and the arguments that have it. */
export type OperatorCases = Record<string, [expected: unknown, ...operands: unknown[]][]>;

/** The outcome of an expression that MongoDB refuses. */
export const error = (code: number) => ({ errorCode: code });
/** The outcome of an expression without a value. */
export const missing = { isMissing: true };

export const long = (value: number | string) => Long.fromString(String(value));
/** A whole number that is a double. */
export const double = (value: number) => new Double(value);
export const decimal = (value: string) => Decimal128.fromString(value);
export const date = (value: string) => new Date(value);
export const oid = (value: string) => new ObjectId(value);
export const timestamp = (t: number, i: number) => new Timestamp({ t, i });
export const regex = (pattern: string, options: string) => new BSONRegExp(pattern, options);
export const bytes = (text: string) => new Binary(Buffer.from(text));
export const minKey = new MinKey();
export const maxKey = new MaxKey();
/** A literal field of this name would be taken for a promise's by the linter. */
export const thenField = "then";

/** The document of all operator cases: a field of each type, and edge values. */
export const operatorDocument = {
  nil: null,
  int: 5,
  neg: -7,
  long: long("1099511627776"),
  maxLong: Long.MAX_VALUE,
  minLong: Long.MIN_VALUE,
  double: 2.5,
  whole: double(3),
  nan: Number.NaN,
  inf: Number.POSITIVE_INFINITY,
  decimal: decimal("1.5"),
  text: "abc",
  empty: "",
  accents: "Ça é",
  yes: true,
  no: false,
  date: date("2024-02-29T12:34:56.789Z"),
  old: date("1969-12-31T23:59:59.999Z"),
  newYear: date("2021-01-03T00:00:00Z"),
  id: oid("65e07a80aabbccddeeff0011"),
  stamp: timestamp(1709210096, 2),
  object: { a: 1, b: "x" },
  list: [3, 1, 2],
  none: [],
  docs: [{ a: 1 }, { a: 2 }, {}],
  mixed: [1, "a", null, [2]],
  regex: regex("b", "i"),
  bytes: bytes("hi"),
  lowest: minKey,
  highest: maxKey,
  code: new Code("f()"),
};
