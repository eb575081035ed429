/** Comparisons, boolean operators, conditions and variables. */
import { MinKey } from "bson";
import { failure } from "../../errors.js";
import { compareValues } from "../../values/compare.js";
import { isObject, isTruthy } from "../../values/types.js";
import { condition, ifNull, switchOperator } from "./branch-operators.js";
import { fieldRules, readFields } from "./named-arguments.js";
import { type Cell, type Operator, type Operators, positional } from "./operator.js";

/** In an expression, unlike in a filter, a missing field sorts before null; MinKey is still less. */
function compareInExpression(a: unknown, b: unknown): number {
  const place = (value: unknown) => (value === undefined ? 1 : value instanceof MinKey ? 0 : 2);
  if (a === undefined || b === undefined) return place(a) - place(b);
  return compareValues(a, b);
}

const compare = (test: (order: number) => unknown) =>
  positional(2, 2, ([a, b]) => test(compareInExpression(a, b)));

const combine =
  (isAnd: boolean): Operator =>
  (argument, scope) => {
    const list = (Array.isArray(argument) ? argument : [argument]).map(scope.compile);
    return isAnd
      ? (document) => list.every((one) => isTruthy(one(document)))
      : (document) => list.some((one) => isTruthy(one(document)));
  };

const letOperator: Operator = (argument, scope, name) => {
  const rules = fieldRules(16874, 16875, { vars: 16876, in: 16877 });
  const { vars, in: body } = readFields(argument, name, rules);
  if (!isObject(vars)) throw failure(10065, "invalid parameter: expected an object (vars)");
  const cells: Record<string, Cell> = {};
  const bound = Object.entries(vars).map(([variable, value]) => {
    cells[requireVariableName(variable)] = { value: undefined };
    return [cells[variable]!, scope.compile(value)] as const;
  });
  const inner = scope.bind(cells).compile(body);
  return (document) => {
    const values = bound.map(([, value]) => value(document));
    for (const [i, [cell]] of bound.entries()) cell.value = values[i];
    return inner(document);
  };
};

/** Throws for names that a user's variable cannot have: https://www.mongodb.com/docs/v7.0/reference/aggregation-variables/ */
export function requireVariableName(name: unknown): string {
  if (name === "CURRENT" || (typeof name === "string" && /^[a-z\u0080-\uffff][\w\u0080-\uffff]*$/.test(name)))
    return name;
  throw failure(9, `'${name}' is not a valid name of a variable`);
}

export const logicOperators: Operators = {
  $eq: compare((order) => order === 0),
  $ne: compare((order) => order !== 0),
  $gt: compare((order) => order > 0),
  $gte: compare((order) => order >= 0),
  $lt: compare((order) => order < 0),
  $lte: compare((order) => order <= 0),
  $cmp: compare(Math.sign),
  $not: positional(1, 1, ([value]) => !isTruthy(value)),
  $and: combine(true),
  $or: combine(false),
  $cond: condition,
  $switch: switchOperator,
  $ifNull: ifNull,
  $let: letOperator,
};
