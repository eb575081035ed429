/** Decides whether a query may use a partial index: https://www.mongodb.com/docs/v7.0/core/index-partial/#query-coverage */
import type { Document } from "bson";
import type { Interval } from "../storage/ordered-entries.js";
import { equalValues } from "../values/compare.js";
import { isObject, isOperatorObject } from "../values/types.js";
import { conditionsOf } from "./conditions.js";

/** Whether every document that matches `filter` matches `partial`; false when that cannot be told from their clauses. */
export function impliesFilter(filter: Document, partial: Document): boolean {
  const given = conditionsOf(filter);
  return Object.entries(partial).every(([path, wanted]) => {
    if (path === "$and") return (wanted as Document[]).every((branch) => impliesFilter(filter, branch));
    if (path in filter && equalValues(filter[path], wanted)) return true;
    if (path[0] === "$") return false;
    const parts = isOperatorObject(wanted)
      ? Object.entries(wanted).map(([name, value]) => ({ [path]: { [name]: value } }))
      : [{ [path]: wanted }];
    return parts.every((part) => {
      const exists = isObject(part[path]) && (part[path] as Document).$exists;
      const [needed] = conditionsOf(part);
      return given.some(
        (condition) =>
          condition.path === path &&
          (exists === true
            ? condition.needsValue
            : needed !== undefined &&
              !("$type" in Object(part[path])) &&
              isWithin(condition.intervals, needed.intervals)),
      );
    });
  });
}

function isWithin(inner: Interval[], outer: Interval[]): boolean {
  return inner.every(({ low, high }) => outer.some((one) => one.low <= low && high <= one.high));
}
