/** The intervals of index keys that a condition leaves. */
import { BSONRegExp } from "bson";
import type { Interval } from "../storage/ordered-entries.js";
import { afterKey, emptyArrayKey, keyOf, nullKey, stringType } from "../values/keys.js";
import { typeNumber } from "../values/types.js";
import { point, union } from "./intervals.js";

/** One condition on the values at a path. */
export interface Condition {
  path: string;
  intervals: Interval[];
  /** False when a document without the path may match: a sparse index does not hold it. */
  needsValue: boolean;
}

/** Returns the condition that a path has one of these values. */
export function equalityCondition(path: string, values: unknown[]): Condition {
  const intervals = values.flatMap((value) => {
    if (value instanceof BSONRegExp) return regexIntervals(value);
    if (!Array.isArray(value)) return [point(keyOf(value))];
    // An index holds an array as an element of another array, or by its own elements.
    return [point(keyOf(value)), point(value.length === 0 ? emptyArrayKey : keyOf(value[0]))];
  });
  return {
    path,
    intervals: union(intervals),
    needsValue: !values.some((value) => value === null || value === undefined),
  };
}

/** Returns the conditions of `$gt`, `$gte`, `$lt` and `$lte`. */
export function rangeConditions(path: string, name: string, operand: unknown): Condition[] {
  const type = typeNumber(operand);
  if (Array.isArray(operand) || type === -1 || type === 127) return [];
  const key = keyOf(operand);
  if (key === nullKey) {
    return name.length === 4 ? [{ path, intervals: [point(nullKey)], needsValue: false }] : [];
  }
  const kind = key[0]!;
  const intervals: Record<string, Interval> = {
    $gt: { low: key + afterKey, high: kind + afterKey },
    $gte: { low: key, high: kind + afterKey },
    $lt: { low: kind, high: key },
    $lte: { low: kind, high: key + afterKey },
  };
  return [{ path, intervals: [intervals[name]!], needsValue: true }];
}

/** Strings with the regular expression's fixed beginning, and regular expressions equal to it. */
export function regexIntervals(regex: BSONRegExp): Interval[] {
  const self = point(keyOf(regex));
  const prefix =
    regex.options === "" && !regex.pattern.includes("|")
      ? /^\^([\w @:/,;=!"#%&'<>~`-]*)(.?)/.exec(regex.pattern)
      : null;
  let start = prefix?.[1] ?? "";
  // A quantifier makes the last character optional.
  if (/^[*?{]/.test(prefix?.[2] ?? "")) start = start.slice(0, -1);
  const low = stringType + start;
  // No byte of UTF-8 is 0xff. With afterKey the interval would be a point, that is, a single value.
  return [{ low, high: `${low}\xff` }, self];
}
