/** $regexMatch, $regexFind and $regexFindAll. */
import { BSONRegExp, type Document } from "bson";
import { failure } from "../../errors.js";
import { typeName } from "../../values/types.js";
import { toRegExp } from "../regular-expressions.js";
import { fieldRules, named } from "./named-arguments.js";
import { isMissing, type Operator, type Operators } from "./operator.js";

/** Reads `regex` and `options`; null when one of them or the input is missing. */
function readRegex({ input, regex, options }: Document, name: string): RegExp | null {
  if (!isMissing(input) && typeof input !== "string")
    throw failure(51104, `${name} needs 'input' to be of type string, not ${typeName(input)}`);
  if (!isMissing(regex) && typeof regex !== "string" && !(regex instanceof BSONRegExp))
    throw failure(51105, `${name} needs 'regex' to be of type string or regex`);
  if (!isMissing(options) && typeof options !== "string")
    throw failure(51106, `${name} needs 'options' to be of type string`);
  const own = regex instanceof BSONRegExp ? regex.options : "";
  if (own && options) throw failure(51107, `${name}: found regex option(s) specified in both fields`);
  if (isMissing(input) || isMissing(regex)) return null;
  const pattern = regex instanceof BSONRegExp ? regex.pattern : (regex as string);
  if (options && /[^imsx]/.test(options)) throw failure(51108, `${name}: invalid flag in regex options`);
  if (pattern.includes("\0")) throw failure(51109, `${name}: regular expression cannot contain a null byte`);
  try {
    const source = regex instanceof BSONRegExp && !options ? regex : new BSONRegExp(pattern, options || own);
    return toRegExp(source);
  } catch (error) {
    throw (error as { code?: number }).code === 51091
      ? failure(51111, `Invalid Regex in ${name}: ${pattern}`)
      : error;
  }
}

/** One match as MongoDB returns it; `idx` counts code points. */
function found(match: RegExpExecArray): Document {
  const [text, ...captures] = match;
  const idx = [...match.input.slice(0, match.index)].length;
  return { match: text, idx, captures: captures.map((capture) => capture ?? null) };
}

/** All matches; none begins behind a match that reaches the end of the text. */
function allMatches(regex: RegExp, input: string): RegExpExecArray[] {
  let next = -1;
  return Array.from(input.matchAll(new RegExp(regex, `${regex.flags}g`))).filter(({ 0: text, index }) => {
    const isBehind = index === input.length && next >= index;
    next = index + (text.length || String.fromCodePoint(input.codePointAt(index) ?? 0).length);
    return !isBehind;
  });
}

const regexOperator = (
  compute: (regex: RegExp, input: string) => unknown,
  otherwise: () => unknown,
): Operator =>
  named(fieldRules(51103, 31024, { input: 31022, regex: 31023 }, { options: null }), (fields, name) => {
    const regex = readRegex(fields, name);
    return regex ? compute(regex, fields.input as string) : otherwise();
  });

export const regexOperators: Operators = {
  $regexMatch: regexOperator(
    (regex, input) => regex.test(input),
    () => false,
  ),
  $regexFind: regexOperator(
    (regex, input) => {
      const match = regex.exec(input);
      return match && found(match);
    },
    () => null,
  ),
  $regexFindAll: regexOperator(
    (regex, input) => allMatches(regex, input).map(found),
    () => [],
  ),
};
