/** Converts a filter's conditions into intervals of index keys, which hold every matching document and possibly others. */
import { BSONRegExp, type Document } from "bson";
import { keyOf, nullKey } from "../values/keys.js";
import { isIndex } from "../values/paths.js";
import { isObject, isOperatorObject, isTruthy } from "../values/types.js";
import { type Condition, equalityCondition, rangeConditions, regexIntervals } from "./condition-intervals.js";
import { everything, intersect, point } from "./intervals.js";

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
    : [equalityCondition(path, [value])];
  // "list.0" may be missing in an element although the index holds the element itself.
  return path.split(".").some(isIndex) ? conditions.filter(({ needsValue }) => needsValue) : conditions;
}

function operatorConditions(path: string, name: string, argument: unknown, whole: Document): Condition[] {
  switch (name) {
    case "$eq":
      return [
        argument instanceof BSONRegExp
          ? { path, intervals: [point(keyOf(argument))], needsValue: true }
          : equalityCondition(path, [argument]),
      ];
    case "$in":
      return [equalityCondition(path, argument as unknown[])];
    case "$gt":
    case "$gte":
    case "$lt":
    case "$lte":
      return rangeConditions(path, name, argument);
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
        isObject(one) && isObject(one.$elemMatch)
          ? fieldConditions(path, one)
          : [equalityCondition(path, [one])],
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
