/** Powers and logarithms of any base: `$pow` and `$log`. */
import { Long } from "bson";
import { failure } from "../../errors.js";
import { areWhole, asDouble, exactly, fitsLong, toFloat, wholeNumber } from "../../values/numbers.js";
import { toNumber } from "../../values/types.js";
import { isMissing } from "./operator.js";
import { requireNumber } from "./require-number.js";

/** Raises to a power: exactly where both are whole and the result fits an int64. */
export function power(a: unknown, b: unknown, name: string): unknown {
  if (isMissing(a) || isMissing(b)) return null;
  requireNumber(a, name, 28762);
  requireNumber(b, name, 28763);
  const [base, exponent] = [toNumber(a), toNumber(b)];
  if (base === 0 && exponent < 0)
    throw failure(28764, `${name} cannot take a base of 0 and a negative exponent`);
  const bothWhole = areWhole(a, b);
  const double = base ** exponent;
  const isExact = bothWhole && (exponent >= 0 || Math.abs(base) === 1) && Math.abs(double) < 2 ** 64;
  if (!isExact) return asDouble(double);
  const exact = exactly(a) ** (exponent < 0 ? -exactly(b) : exactly(b));
  return fitsLong(exact) ? wholeNumber(exact, a instanceof Long || b instanceof Long) : asDouble(double);
}

/** Returns the logarithm of a value for a base. */
export function logarithm(value: unknown, base: unknown, name: string): unknown {
  if (isMissing(value) || isMissing(base)) return null;
  requireNumber(value, name, 28756);
  requireNumber(base, name, 28757);
  const [number, radix] = [toFloat(value), toFloat(base)];
  if (number <= 0) throw failure(28758, `${name}'s argument must be a positive number, but is ${number}`);
  if (radix <= 0 || radix === 1)
    throw failure(28759, `${name}'s base must be a positive number not equal to 1, but is ${radix}`);
  return asDouble(Math.log(number) / Math.log(radix));
}
