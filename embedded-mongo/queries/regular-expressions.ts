/** Converts BSON's regular expressions, which are PCRE's, to JavaScript's. */
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
  if (options.includes("x"))
    pattern = pattern.replace(/\\.|\[(?:\\.|[^\]])*\]|\s+|#.*$/gms, (part) =>
      /^[\s#]/.test(part) ? "" : part,
    );
  const flags = [...new Set(options)].filter((flag) => "ims".includes(flag)).join("");
  for (const unicode of ["u", ""]) {
    try {
      const regex = new RegExp(pattern, flags + unicode);
      compiled.set(source, regex);
      return regex;
    } catch {
      // PCRE allows escapes such as \-, JavaScript only without its u flag.
    }
  }
  throw failure(51091, `Regular expression is invalid: ${pattern}`);
}
