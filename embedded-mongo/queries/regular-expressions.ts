/** Regular expressions of BSON, which are PCRE's, as JavaScript has them. */
import type { BSONRegExp } from "bson";
import { failure } from "../errors.js";

const compiled = new WeakMap<BSONRegExp, RegExp>();

/** A JavaScript regular expression for a BSON one; what JavaScript cannot express is refused. */
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
      // Escapes such as \- are fine for PCRE and for JavaScript without its u flag.
    }
  }
  throw failure(51091, `Regular expression is invalid: ${pattern}`);
}
