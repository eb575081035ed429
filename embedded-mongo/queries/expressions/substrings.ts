/** Parts of strings, by code points and by bytes. */
import { failure } from "../../errors.js";
import { isNumeric, toNumber, typeName } from "../../values/types.js";
import { readBounds } from "./array-arguments.js";
import { isMissing, requireInt32 } from "./operator.js";
import { asText, requireText } from "./string-arguments.js";

/** `$substrCP`. */
export function substringOfPoints([value, from, count]: unknown[], name: string): string {
  const text = [...asText(value)];
  const start = requireInt32(from, `${name}'s starting index`, [34450, 34451]);
  const length = requireInt32(count, `${name}'s length`, [34452, 34453]);
  if (length < 0) throw failure(34454, `${name}: length must be a nonnegative integer`);
  if (start < 0) throw failure(34455, `${name}: the starting index must be a nonnegative integer`);
  return text.slice(start, start + length).join("");
}

/** `$substrBytes`. */
export function substringOfBytes([value, from, count]: unknown[], name: string): string {
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

/** Returns the position of one string in another, counted in units: bytes or code points. */
export function indexOf(values: unknown[], name: string, ofUnits: (text: string) => unknown[]): unknown {
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
