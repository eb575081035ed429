/** Rounds to a power of ten: `$round` and `$trunc`. */
import { Long } from "bson";
import { failure } from "../../errors.js";
import { asDouble, exactly, fitsLong, isWhole, wholeNumber } from "../../values/numbers.js";
import { isNumeric, toNumber, typeName } from "../../values/types.js";
import { isMissing, positional } from "./operator.js";
import { requireNumber } from "./require-number.js";

/** Rounds to a power of ten: half to even, or towards zero. */
export const quantize = (isRound: boolean) =>
  positional(1, 2, (values, name) => {
    const [value, digits = 0] = values;
    if (isMissing(value)) return null;
    requireNumber(value, name, 51081);
    if (values.length > 1 && isMissing(values[1])) return null;
    if (!isNumeric(digits)) throw failure(16004, `can't convert from BSON type ${typeName(digits)} to long`);
    if (!Number.isInteger(toNumber(digits)))
      throw failure(51082, `precision argument to ${name} must be a integral value`);
    const place = toNumber(digits);
    if (place < -20 || place > 100)
      throw failure(51083, `cannot apply ${name} with precision value ${place}: it must be in [-20, 100]`);
    if (!isWhole(value)) return asDouble(quantizeDouble(toNumber(value), place, isRound));
    if (place >= 0) return value;
    const unit = 10n ** BigInt(-place);
    const result = quotient(exactly(value), unit, isRound) * unit;
    if (!fitsLong(result)) throw failure(51080, `invalid conversion from Decimal128 result in ${name}`);
    return wholeNumber(result, value instanceof Long);
  });

function quantizeDouble(value: number, place: number, isRound: boolean): number {
  if (!Number.isFinite(value)) return value;
  let shift = 0n;
  let scaled = value;
  // A double is a whole number × 2^-n, with n at most 1074.
  for (; !Number.isInteger(scaled); scaled *= 2) shift++;
  const above = 10n ** BigInt(Math.max(place, 0));
  const below = 10n ** BigInt(Math.max(-place, 0)) * 2n ** shift;
  const result = Number(`${quotient(BigInt(scaled) * above, below, isRound)}e${-place}`);
  return result === 0 && (value < 0 || Object.is(value, -0)) ? -0 : result;
}

function quotient(top: bigint, unit: bigint, isRound: boolean): bigint {
  const whole = top / unit;
  const rest = top % unit;
  const twice = (rest < 0n ? -rest : rest) * 2n;
  if (!isRound || twice < unit || (twice === unit && whole % 2n === 0n)) return whole;
  return whole + (top < 0n ? -1n : 1n);
}
