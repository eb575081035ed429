/** String operators: https://www.mongodb.com/docs/v7.0/reference/operator/aggregation/#string-expression-operators */
import { BSONSymbol, Code, type Document, Timestamp } from "bson";
import { failure, notImplemented } from "../../errors.js";
import { isNumeric, toNumber, typeName } from "../../values/types.js";
import { readBounds } from "./array-operators.js";
import {
  fieldRules,
  inSequence,
  isMissing,
  named,
  type Operators,
  positional,
  requireInt32,
} from "./operator.js";

/** Returns a number as text, a double with 16 digits as C's format %.16g. */
export function numberText(value: unknown): string {
  if (typeName(value) !== "double") return String(value);
  const number = toNumber(value);
  if (!Number.isFinite(number)) return String(number);
  const [mantissa, exponent] = number.toExponential(15).split("e") as [string, string];
  const power = Number(exponent);
  const shorten = (digits: string) => digits.replace(/\.?0+$/, "");
  if (power < -4 || power > 15)
    return `${shorten(mantissa)}e${exponent[0]}${exponent.slice(1).padStart(2, "0")}`;
  const text = number.toFixed(15 - power);
  return `${Object.is(number, -0) ? "-" : ""}${text.includes(".") ? shorten(text) : text}`;
}

/** Returns a value as the text that string operators take; throws for types that have none. */
function asText(value: unknown): string {
  if (isMissing(value)) return "";
  if (typeof value === "string") return value;
  if (value instanceof Date) return value.toISOString();
  if (value instanceof Code) return value.code;
  if (value instanceof Timestamp) throw notImplemented("timestamps as strings");
  if (isNumeric(value)) return numberText(value);
  if (value instanceof BSONSymbol) return value.value;
  throw failure(16007, `can't convert from BSON type ${typeName(value)} to String`);
}

function requireText(value: unknown, name: string, code: number): string {
  if (typeof value !== "string") throw failure(code, `${name} requires a string, found: ${typeName(value)}`);
  return value;
}

/** Changes the case of ASCII letters only, as MongoDB does. */
const lower = (text: string) => text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
const upper = (text: string) => text.replace(/[a-z]+/g, (letters) => letters.toUpperCase());

const changeCase = (change: (text: string) => string) => positional(1, 1, ([value]) => change(asText(value)));

function concatenate(values: Iterable<unknown>, name: string): unknown {
  let result = "";
  for (const value of values) {
    if (isMissing(value)) return null;
    if (typeof value !== "string")
      throw failure(16702, `${name} only supports strings, not ${typeName(value)}`);
    result += value;
  }
  return result;
}

function substringOfPoints([value, from, count]: unknown[], name: string): string {
  const text = [...asText(value)];
  const start = requireInt32(from, `${name}'s starting index`, [34450, 34451]);
  const length = requireInt32(count, `${name}'s length`, [34452, 34453]);
  if (length < 0) throw failure(34454, `${name}: length must be a nonnegative integer`);
  if (start < 0) throw failure(34455, `${name}: the starting index must be a nonnegative integer`);
  return text.slice(start, start + length).join("");
}

function substringOfBytes([value, from, count]: unknown[], name: string): string {
  const bytes = Buffer.from(asText(value), "utf8");
  if (!isNumeric(from))
    throw failure(16034, `${name}: starting index must be a numeric type, not ${typeName(from)}`);
  if (!isNumeric(count))
    throw failure(16035, `${name}: length must be a numeric type, not ${typeName(count)}`);
  const start = Math.trunc(toNumber(from));
  const length = Math.trunc(toNumber(count));
  if (start < 0) throw failure(50752, `${name}: starting index must be non-negative`);
  const end = length < 0 ? bytes.length : Math.min(bytes.length, start + length);
  const isInside = (at: number) => at < bytes.length && (bytes[at]! & 0xc0) === 0x80;
  if (isInside(start))
    throw failure(28656, `${name}: Invalid range, starting index is in the middle of a character`);
  if (isInside(end))
    throw failure(28657, `${name}: Invalid range, ending index is in the middle of a character`);
  return bytes.toString("utf8", start, Math.max(start, end));
}

function indexOf(values: unknown[], name: string, ofUnits: (text: string) => unknown[]): unknown {
  const [value, wanted, ...bounds] = values;
  if (isMissing(value)) return null;
  const code = name === "$indexOfCP" ? 40093 : 40091;
  const text = ofUnits(requireText(value, name, code));
  const part = ofUnits(requireText(wanted, name, code + 1));
  const [from = 0, to = text.length] = readBounds(name, bounds);
  const last = Math.min(to, text.length) - part.length;
  for (let at = from; at <= last; at++) if (part.every((unit, i) => text[at + i] === unit)) return at;
  return -1;
}

function split([value, separator]: unknown[], name: string): unknown {
  if (isMissing(value) || isMissing(separator)) return null;
  const text = requireText(value, name, 40085);
  const by = requireText(separator, name, 40086);
  if (by === "") throw failure(40087, `${name} requires a non-empty separator`);
  return text.split(by);
}

const blanks = new Set(
  "\0\t\n\v\f\r \u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a",
);

/** The default of an optional field, which no document can hold. */
const absent = Symbol("absent");

const trim = (left: boolean, right: boolean) =>
  named(fieldRules(50696, 50694, { input: 50695 }, { chars: absent }), ({ input, chars }, name) => {
    if (isMissing(input)) return null;
    const text = [...requireText(input, name, 50699)];
    if (isMissing(chars)) return null;
    const removed = chars === absent ? blanks : new Set(requireText(chars, name, 50700));
    let [from, to] = [0, text.length];
    while (left && from < to && removed.has(text[from]!)) from++;
    while (right && to > from && removed.has(text[to - 1]!)) to--;
    return text.slice(from, to).join("");
  });

const replaceRules = fieldRules(51751, 51750, { input: 51749, find: 51748, replacement: 51747 });

const replace = (all: boolean) =>
  named(replaceRules, ({ input, find, replacement }: Document, name) => {
    const values = [input, find, replacement];
    for (const [i, value] of values.entries()) if (!isMissing(value)) requireText(value, name, 51746 - i);
    if (values.some(isMissing)) return null;
    const by = () => replacement as string;
    return all ? (input as string).replaceAll(find, by) : (input as string).replace(find, by);
  });

export const stringOperators: Operators = {
  $concat: inSequence(concatenate),
  $toLower: changeCase(lower),
  $toUpper: changeCase(upper),
  $strcasecmp: positional(2, 2, (values) => {
    const [a, b] = values.map((value) => Buffer.from(upper(asText(value))));
    return Buffer.compare(a!, b!);
  }),
  $strLenCP: positional(1, 1, ([value], name) => [...requireText(value, name, 34471)].length),
  $strLenBytes: positional(1, 1, ([value], name) => Buffer.byteLength(requireText(value, name, 34473))),
  $substr: positional(3, 3, substringOfBytes),
  $substrBytes: positional(3, 3, substringOfBytes),
  $substrCP: positional(3, 3, substringOfPoints),
  $indexOfCP: positional(2, 4, (values, name) => indexOf(values, name, (text) => [...text])),
  $indexOfBytes: positional(2, 4, (values, name) => indexOf(values, name, (text) => [...Buffer.from(text)])),
  $split: positional(2, 2, split),
  $trim: trim(true, true),
  $ltrim: trim(true, false),
  $rtrim: trim(false, true),
  $replaceOne: replace(false),
  $replaceAll: replace(true),
};
