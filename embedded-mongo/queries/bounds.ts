/** Turns a filter's conditions into runs of index keys that hold all matching documents (and maybe more). */
import { BSONRegExp, type Document } from "bson";
import type { Interval } from "../storage/ordered-entries.js";
import { AFTER, EMPTY_ARRAY_KEY, greater, invertKey, keyOf, lesser, NULL_KEY } from "../values/order.js";
import { isIndex } from "../values/paths.js";
import { isObject, isOperatorObject, isTruthy, typeNumber } from "../values/values.js";

/** What one condition says of the values at a path. */
export interface Condition {
  path: string;
  intervals: Interval[];
  /** False if documents without the path may match: a sparse index does not hold those. */
  needsValue: boolean;
}

export const EVERYTHING: Interval = { low: "", high: AFTER };

const STRING = keyOf("")[0]!;

/** Whether an interval is exactly one value. */
export function isPoint({ low, high }: Interval): boolean {
  return low !== "" && high === low + AFTER;
}

function point(key: string): Interval {
  return { low: key, high: key + AFTER };
}

/** All conditions that a filter's top level and its `$and`s set. */
export function conditionsOf(filter: Document, prefix = ""): Condition[] {
  return Object.entries(filter).flatMap(([name, value]) => {
    if (name === "$and" && Array.isArray(value))
      return value.flatMap((branch) => conditionsOf(branch, prefix));
    if (name[0] === "$") return [];
    return fieldConditions(prefix + name, value);
  });
}

function fieldConditions(path: string, value: unknown): Condition[] {
  const conditions = isOperatorObject(value)
    ? Object.entries(value).flatMap(([name, argument]) => operatorConditions(path, name, argument, value))
    : [equality(path, [value])];
  // "list.0" may be missing in an element although the index has the element itself.
  return path.split(".").some(isIndex) ? conditions.filter(({ needsValue }) => needsValue) : conditions;
}

function operatorConditions(path: string, name: string, argument: unknown, whole: Document): Condition[] {
  switch (name) {
    case "$eq":
      return [
        argument instanceof BSONRegExp
          ? { path, intervals: [point(keyOf(argument))], needsValue: true }
          : equality(path, [argument]),
      ];
    case "$in":
      return [equality(path, argument as unknown[])];
    case "$gt":
    case "$gte":
    case "$lt":
    case "$lte":
      return range(path, name, argument);
    case "$exists":
      return isTruthy(argument)
        ? [{ path, intervals: [EVERYTHING], needsValue: true }]
        : [{ path, intervals: [point(NULL_KEY)], needsValue: false }];
    case "$regex": {
      const options = (whole.$options as string | undefined) ?? "";
      const regex =
        argument instanceof BSONRegExp
          ? new BSONRegExp(argument.pattern, options || argument.options)
          : new BSONRegExp(String(argument), options);
      return [{ path, intervals: regexIntervals(regex), needsValue: true }];
    }
    case "$all":
      return (argument as unknown[]).flatMap((one) =>
        isObject(one) && isObject(one.$elemMatch) ? fieldConditions(path, one) : [equality(path, [one])],
      );
    case "$elemMatch":
      if (!isObject(argument)) return [];
      if (isOperatorObject(argument))
        return Object.keys(argument)[0] === "$and" ? [] : elementConditions(path, argument);
      return conditionsOf(argument, `${path}.`);
    default:
      return [];
  }
}

/** Conditions on one and the same element may be intersected even where the path holds arrays. */
function elementConditions(path: string, argument: Document): Condition[] {
  const inner = Object.entries(argument).flatMap(([name, value]) =>
    name === "$ne" || name === "$nin" || name === "$exists"
      ? []
      : operatorConditions(path, name, value, argument),
  );
  if (inner.length === 0) return [];
  const intervals = inner.map((one) => one.intervals).reduce(intersect);
  return [{ path, intervals, needsValue: true }];
}

function equality(path: string, values: unknown[]): Condition {
  const intervals = values.flatMap((value) => {
    if (value instanceof BSONRegExp) return regexIntervals(value);
    if (!Array.isArray(value)) return [point(keyOf(value))];
    // An array is found as an element of another, or by its own first element.
    return [point(keyOf(value)), point(value.length === 0 ? EMPTY_ARRAY_KEY : keyOf(value[0]))];
  });
  return {
    path,
    intervals: union(intervals),
    needsValue: !values.some((value) => value === null || value === undefined),
  };
}

function range(path: string, name: string, operand: unknown): Condition[] {
  const type = typeNumber(operand);
  if (Array.isArray(operand) || type === -1 || type === 127) return [];
  const key = keyOf(operand);
  if (key === NULL_KEY) {
    return name.length === 4 ? [{ path, intervals: [point(NULL_KEY)], needsValue: false }] : [];
  }
  const kind = key[0]!;
  const intervals: Record<string, Interval> = {
    $gt: { low: key + AFTER, high: kind + AFTER },
    $gte: { low: key, high: kind + AFTER },
    $lt: { low: kind, high: key },
    $lte: { low: kind, high: key + AFTER },
  };
  return [{ path, intervals: [intervals[name]!], needsValue: true }];
}

/** Strings that start like the regex, if it says so; regexes equal to it match, too. */
function regexIntervals(regex: BSONRegExp): Interval[] {
  const self = point(keyOf(regex));
  const prefix =
    regex.options === "" && !regex.pattern.includes("|")
      ? /^\^([\w @:/,;=!"#%&'<>~`-]*)(.?)/.exec(regex.pattern)
      : null;
  let start = prefix?.[1] ?? "";
  // A quantifier makes the last character optional.
  if (/^[*?{]/.test(prefix?.[2] ?? "")) start = start.slice(0, -1);
  const low = STRING + start;
  // No byte of UTF-8 is 0xff; AFTER would make a beginning look like a whole value.
  return [{ low, high: `${low}\xff` }, self];
}

/** Sorted, with overlaps joined. */
function union(intervals: Interval[]): Interval[] {
  const sorted = [...intervals].sort((a, b) => (a.low < b.low ? -1 : a.low > b.low ? 1 : 0));
  const joined: Interval[] = [];
  for (const { low, high } of sorted) {
    const last = joined.at(-1);
    if (last && low < last.high) last.high = greater(high, last.high);
    else joined.push({ low, high });
  }
  return joined;
}

/** What two lists of intervals have in common. */
export function intersect(left: Interval[], right: Interval[]): Interval[] {
  return left.flatMap((a) =>
    right
      .map((b) => ({ low: greater(a.low, b.low), high: lesser(a.high, b.high) }))
      .filter(({ low, high }) => low < high),
  );
}

/** The same values in a descending index. */
export function descending(intervals: Interval[]): Interval[] {
  return intervals.map(({ low, high }) => ({ low: flip(high), high: flip(low) })).reverse();
}

function flip(end: string): string {
  return end.endsWith(AFTER) ? invertKey(end.slice(0, -1)) : invertKey(end) + AFTER;
}
