/** The operators of projections in find: `$slice`, `$elemMatch` and the positional `$`. */
import { failure } from "../errors.js";
import { getField } from "../values/fields.js";
import type { MatchDetails } from "../values/paths.js";
import { isNumeric, toNumber } from "../values/types.js";
import { compileFilter } from "./compile-filter.js";
import type { Expression } from "./expressions/compile-expression.js";

/** Changes a value that the projection keeps. */
export type Transform = (value: unknown, details: MatchDetails | undefined) => unknown;

/** Returns whether a `$slice` is the expression of that name, whose first argument is an array. */
export function isExpressionSlice(argument: unknown): boolean {
  return Array.isArray(argument) && (argument.length === 3 || !isNumeric(argument[0]));
}

/** Compiles `$slice`. */
export function slicer(argument: unknown): Transform {
  const [skip, count] = Array.isArray(argument) ? argument.map(toNumber) : [undefined, toNumber(argument)];
  if (!Number.isFinite(count) || (skip !== undefined && (!Number.isFinite(skip) || count! <= 0)))
    throw failure(28724, "$slice takes a number, or an array of two of which the second is positive");
  return (value) => {
    if (!Array.isArray(value)) return value;
    if (skip === undefined) return count! < 0 ? value.slice(count) : value.slice(0, count);
    const from = skip < 0 ? Math.max(0, value.length + skip) : skip;
    return value.slice(from, from + count!);
  };
}

/** Compiles `$elemMatch`. */
export function elementMatcher(path: string, condition: unknown): Expression {
  const matches = compileFilter({ list: { $elemMatch: condition } });
  return (document) => {
    const value = getField(document, path);
    const found = Array.isArray(value) ? value.filter((element) => matches({ list: [element] })) : [];
    return found.length === 0 ? undefined : found.slice(0, 1);
  };
}

/** The positional `$`: the element that the filter has found. */
export const positional: Transform = (value, details) => {
  if (!Array.isArray(value)) return value;
  if (details?.arrayIndex === undefined)
    throw failure(51246, "positional operator '.$' couldn't find a matching element in the array");
  return [value[details.arrayIndex]];
};
