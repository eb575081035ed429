/** Converts a filter's conditions into intervals of index keys, which hold every matching document and possibly others. */
import { BSONRegExp, type Document } from "bson";
import type { Interval } from "../storage/ordered-entries.js";
import { afterKey, emptyArrayKey, keyOf, nullKey, stringType } from "../values/keys.js";
import { isIndex } from "../values/paths.js";
import { isObject, isOperatorObject, isTruthy, typeNumber } from "../values/types.js";
import { everything, intersect, point, union } from "./intervals.js";

/** One condition on the values at a path. */
export interface Condition {
  path: string;
  intervals: Interval[];
  /** False when a document without the path may match: a sparse index does not hold it. */
  needsValue: boolean;
}

/** Returns the conditions of a filter's top level and of its `$and`s. */
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
  // "list.0" may be missing in an element although the index holds the element itself.
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
        ? [{ path, intervals: [everything], needsValue: true }]
        : [{ path, intervals: [point(nullKey)], needsValue: false }];
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

/** `$elemMatch` sets several conditions on one element: these may be intersected even when the path has arrays. */
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
    // An index holds an array as an element of another array, or by its own elements.
    return [point(keyOf(value)), point(value.length === 0 ? emptyArrayKey : keyOf(value[0]))];
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
function regexIntervals(regex: BSONRegExp): Interval[] {
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
