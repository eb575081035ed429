/** Reads the arguments of operators on arrays. */
import { failure } from "../../errors.js";
import { isNumeric, toNumber, typeName } from "../../values/types.js";

/** Throws for a value that is no array. */
export function requireArray(value: unknown, name: string, code: number): unknown[] {
  if (!Array.isArray(value))
    throw failure(code, `${name} requires an array, but was given ${typeName(value)}`);
  return value;
}

/** Reads the bounds of a search: whole numbers of at least zero. */
export function readBounds(name: string, bounds: unknown[]): number[] {
  return bounds.map((bound) => {
    const number = toNumber(bound);
    if (!isNumeric(bound) || !Number.isInteger(number))
      throw failure(40096, `${name} requires an integral index, found a value of type: ${typeName(bound)}`);
    if (number < 0) throw failure(40097, `${name} requires a nonnegative index, found: ${number}`);
    return number;
  });
}
