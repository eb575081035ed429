/** Array operators that compare by MongoDB's order. */
import type { Document } from "bson";
import { failure } from "../../errors.js";
import { equalValues } from "../../values/compare.js";
import { toNumber } from "../../values/types.js";
import { elementSorter } from "../sort.js";
import { isMissing, type Operator, onArguments } from "./operator.js";

/** Creates $in, $indexOfArray and $sortArray. */
export function arrayOperators(evaluate: Operator): Record<string, Operator> {
  return {
    $in: onArguments(evaluate, "$in", 2, ([value, list]) => {
      if (!Array.isArray(list)) throw failure(40081, "$in requires an array as a second argument");
      return list.some((one) => equalValues(one, value));
    }),
    $indexOfArray: onArguments(evaluate, "$indexOfArray", 0, ([list, value, from = 0, to]) => {
      if (isMissing(list)) return null;
      if (!Array.isArray(list)) throw failure(40090, "$indexOfArray requires an array as a first argument");
      const end = to === undefined ? list.length : toNumber(to);
      return list.findIndex((one, i) => i >= toNumber(from) && i < end && equalValues(one, value));
    }),
    $sortArray: (document, expression, options) => {
      const { input, sortBy } = expression as Document;
      const list = evaluate(document, input, options);
      if (isMissing(list)) return null;
      if (!Array.isArray(list)) throw failure(2942504, "The input argument to $sortArray must be an array");
      return elementSorter(sortBy)([...list]);
    },
  };
}
