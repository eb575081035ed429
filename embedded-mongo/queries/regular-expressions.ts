/** Converts BSON's regular expressions, which are PCRE's, to JavaScript's: https://www.pcre.org/current/doc/html/pcre2syntax.html */
import type { BSONRegExp } from "bson";
import { failure } from "../errors.js";

const compiled = new WeakMap<BSONRegExp, RegExp>();

/** Returns a JavaScript regular expression for a BSON one; throws for a syntax that only PCRE has. */
export function toRegExp(source: BSONRegExp): RegExp {
  const known = compiled.get(source);
  if (known) return known;
  let { pattern, options } = source;
  const inline = /^\(\?([imsx]+)\)/.exec(pattern);
  if (inline) {
    options += inline[1];
    pattern = pattern.slice(inline[0].length);
  }
  if (/[^imsxu]/.test(options)) throw failure(51108, `invalid flag in regex options: ${options}`);
  const flags = [...new Set(options)].filter((flag) => "is".includes(flag)).join("");
  try {
    const regex = new RegExp(translate(pattern, options), `${flags}u`);
    compiled.set(source, regex);
    return regex;
  } catch {
    throw failure(51091, `Regular expression is invalid: ${pattern}`);
  }
}

const end = "(?![^])";
const start = "(?<![^])";
/** Texts outside of character classes that have another meaning in JavaScript. */
const texts: Record<string, string> = {
  "\\A": start,
  "\\z": end,
  "\\Z": `(?=\\n?${end})`,
  $: `(?=\\n?${end})`,
  "{": "\\{",
  "}": "\\}",
  "]": "\\]",
};
/** With the option m, lines end at \n only, and none begins at the end of the text. */
const multilineTexts: Record<string, string> = { "^": `(?:${start}|(?<=\\n)(?=[^]))`, $: `(?=\\n|${end})` };
/** Escapes of several characters, as the inside of a character class. */
const sets: Record<string, string> = {
  "\\s": "\\t-\\r\\x20",
  "\\S": "\\0-\\x08\\x0e-\\x1f!-\\u{10ffff}",
  "\\h": "\\t\\x20\\xa0\\u1680\\u180e\\u2000-\\u200a\\u202f\\u205f\\u3000",
  "\\v": "\\n-\\r\\x85\\u2028\\u2029",
};
/** Escapes that mean the same in JavaScript; other letters are refused. */
const sameEscapes = /^\\(?:[dDwWbBnrtf0]|[1-9]\d*|x[\da-fA-F]{2}|c[a-zA-Z]|k<\w+>|[pP]\{\w+\})$/;
const classNames: Record<string, string> = {
  alpha: "a-zA-Z",
  digit: "\\d",
  alnum: "a-zA-Z\\d",
  word: "\\w",
  upper: "A-Z",
  lower: "a-z",
  space: sets["\\s"]!,
  blank: "\\t\\x20",
  xdigit: "\\da-fA-F",
  punct: "!-\\/:-@\\[-`\\{-~",
};

const tokens =
  /\\Q([\s\S]*?)(?:\\E|$)|\[\^?\]?(?:\[:\^?\w+:\]|\\[\s\S]|[^\]\\])*\]|\\(?:x(?:\{[\da-f]+\}|[\da-f]{0,2})|[pP]\{\w+\}|k<\w+>|c[a-z]|[1-9]\d*|[\s\S])|\{\d+(?:,\d*)?\}|#.*|\s|[\s\S]/giu;

function translate(pattern: string, options: string): string {
  const isExtended = options.includes("x");
  const special = options.includes("m") ? { ...texts, ...multilineTexts } : texts;
  return pattern.replace(tokens, (token: string, quoted?: string) => {
    if (quoted !== undefined) return quoted.replace(/[\^$\\.*+?()[\]{}|/]/g, "\\$&");
    if (isExtended && /^[\s#]/.test(token)) return "";
    if (token[0] === "#" && token.length > 1) return token[0] + translate(token.slice(1), options);
    if (token[0] === "[" && token.length > 1) return characterClass(token);
    if (token === "." && !options.includes("s")) return "[^\\n]";
    if (Object.hasOwn(special, token)) return special[token]!;
    if (Object.hasOwn(sets, token)) return `[${sets[token]}]`;
    return token[0] === "\\" ? translateEscape(token, "") : token;
  });
}

const classTokens = /\[:\^?\w+:\]|\\(?:x(?:\{[\da-f]+\}|[\da-f]{0,2})|[pP]\{\w+\}|c[a-z]|[\s\S])|[\s\S]/giu;

function characterClass(token: string): string {
  const [, opening = "", inside = ""] = /^(\[\^?)([\s\S]*)\]$/.exec(token)!;
  if (inside === "") throw new SyntaxError("missing terminating ]");
  let isSet = false;
  const parts = (inside.match(classTokens) ?? []).map((part, i, all) => {
    const wasSet = isSet;
    const name = /^\[:(\^?\w+):\]$/.exec(part)?.[1];
    isSet = name !== undefined || /^\\[sSdDwWhvpP]/.test(part);
    if (name !== undefined) {
      if (!Object.hasOwn(classNames, name)) throw new SyntaxError(`unknown class ${part}`);
      return classNames[name]!;
    }
    // Beside a set, a hyphen is no range.
    if (part === "-") return wasSet || /^\\[sSdDwWhvpP]|^\[:/.test(all[i + 1] ?? "") ? "\\-" : part;
    if (Object.hasOwn(sets, part)) return sets[part]!;
    if (part[0] === "\\") return translateEscape(part, "-");
    return part === "]" || part === "[" ? `\\${part}` : part;
  });
  return `${opening}${parts.join("")}]`;
}

/** Returns an escape for JavaScript, which allows those of its own special characters only. */
function translateEscape(token: string, alsoSpecial: string): string {
  const [, code] = /^\\x\{([\da-f]+)\}$/i.exec(token) ?? [];
  if (code) return `\\u{${code}}`;
  if (sameEscapes.test(token)) return token;
  const character = token.slice(1);
  if (/^[\da-z]/i.test(character)) throw new SyntaxError(`unknown escape ${token}`);
  return `^$\\.*+?()[]{}|/${alsoSpecial}`.includes(character) ? token : character;
}
