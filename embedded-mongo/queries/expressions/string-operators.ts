/** String operators: https://www.mongodb.com/docs/v7.0/reference/operator/aggregation/#string-expression-operators */
import type { Document } from "bson";
import { failure } from "../../errors.js";
import { typeName } from "../../values/types.js";
import { fieldRules, named } from "./named-arguments.js";
import { inSequence, isMissing, type Operators, positional } from "./operator.js";
import { asText, requireText } from "./string-arguments.js";
import { indexOf, substringOfBytes, substringOfPoints } from "./substrings.js";

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
