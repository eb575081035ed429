/** Sums and differences of numbers and dates: `$add` and `$subtract`. */
import { Long } from "bson";
import { failure } from "../../errors.js";
import { areWhole, asDouble, exactly, fitsLong, sumNumbers, wholeNumber } from "../../values/numbers.js";
import { isNumeric, toNumber, typeName } from "../../values/types.js";
import { isMissing } from "./operator.js";

/** Returns a date moved by milliseconds; throws when no date is that far. */
function movedDate(milliseconds: number): Date {
  if (!(Math.abs(milliseconds) <= 8.64e15)) throw failure(15, "date overflow in $add or $subtract");
  return new Date(milliseconds);
}

export function add(values: Iterable<unknown>): unknown {
  const all: unknown[] = [];
  let date: Date | undefined;
  for (const value of values) {
    all.push(value);
    if (isMissing(value)) return null;
    if (!(value instanceof Date)) requireAddend(value);
    else if (date) throw failure(16612, "only one date allowed in an $add expression");
    else date = value;
  }
  const sum = sumNumbers(all);
  return date ? movedDate(date.getTime() + Math.round(toNumber(sum))) : sum;
}

function requireAddend(value: unknown): void {
  if (!isNumeric(value))
    throw failure(14, `$add only supports numeric or date types, not ${typeName(value)}`);
}

export function subtract(a: unknown, b: unknown): unknown {
  if (isMissing(a) || isMissing(b)) return null;
  if (a instanceof Date && b instanceof Date) return Long.fromNumber(a.getTime() - b.getTime());
  if (a instanceof Date && isNumeric(b)) return movedDate(a.getTime() - Math.round(toNumber(b)));
  if (!isNumeric(a) || !isNumeric(b)) throw failure(14, `can't $subtract ${typeName(b)} from ${typeName(a)}`);
  if (!areWhole(a, b)) return asDouble(toNumber(a) - toNumber(b));
  const result = exactly(a) - exactly(b);
  if (!fitsLong(result)) return asDouble(Number(result));
  return wholeNumber(result, a instanceof Long || b instanceof Long);
}
