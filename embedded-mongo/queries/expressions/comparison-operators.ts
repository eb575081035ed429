/** Comparison and boolean operators. */
import { compareValues } from "../../values/compare.js";
import { isTruthy } from "../../values/types.js";
import { type Operator, onArguments } from "./operator.js";

/** Creates $eq, $ne, $gt, $gte, $lt, $lte, $cmp, $not, $and and $or. */
export function comparisonOperators(evaluate: Operator): Record<string, Operator> {
  const compare = (name: string, test: (order: number) => unknown) =>
    onArguments(evaluate, name, 2, ([a, b]) => test(compareInExpression(a, b)));
  return {
    $eq: compare("$eq", (order) => order === 0),
    $ne: compare("$ne", (order) => order !== 0),
    $gt: compare("$gt", (order) => order > 0),
    $gte: compare("$gte", (order) => order >= 0),
    $lt: compare("$lt", (order) => order < 0),
    $lte: compare("$lte", (order) => order <= 0),
    $cmp: compare("$cmp", (order) => Math.sign(order)),
    $not: onArguments(evaluate, "$not", 1, ([value]) => !isTruthy(value)),
    $and: (document, expression, options) =>
      [expression].flat().every((one) => isTruthy(evaluate(document, one, options))),
    $or: (document, expression, options) =>
      [expression].flat().some((one) => isTruthy(evaluate(document, one, options))),
  };
}

/** In an expression, unlike in a filter, a missing field sorts before null. */
function compareInExpression(a: unknown, b: unknown): number {
  if (a === undefined || b === undefined) return Number(b === undefined) - Number(a === undefined);
  return compareValues(a, b);
}
