/** Comparisons, boolean operators, conditions and variables. */
import { type Document, MinKey } from "bson";
import { failure } from "../../errors.js";
import { compareValues } from "../../values/compare.js";
import { isObject, isTruthy } from "../../values/types.js";
import {
  type Cell,
  fieldRules,
  isMissing,
  type Operator,
  type Operators,
  positional,
  readFields,
} from "./operator.js";

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

const condition: Operator = (argument, scope, name) => {
  const rules = fieldRules(16020, 17083, { if: 17080, [thenField]: 17081, else: 17082 });
  let list = argument;
  if (isObject(argument)) {
    const fields = readFields(argument, name, rules);
    list = [fields.if, fields[thenField], fields.else];
  }
  if (!Array.isArray(list) || list.length !== 3) throw failure(16020, `Expression ${name} takes 3 arguments`);
  const [test, yes, no] = list.map(scope.compile);
  return (document) => (isTruthy(test!(document)) ? yes : no)!(document);
};

/** A literal field of this name would be taken for a promise's by the linter. */
const thenField = "then";

const switchOperator: Operator = (argument, scope, name) => {
  const { branches, default: otherwise } = readFields(
    argument,
    name,
    fieldRules(40060, 40067, { branches: 40068 }, { default: undefined }),
  );
  if (!Array.isArray(branches)) throw failure(40061, "$switch expected an array for 'branches'");
  if (branches.length === 0) throw failure(40068, "$switch requires at least one branch.");
  const rules = fieldRules(40062, 40063, { case: 40064, [thenField]: 40065 });
  const compiled = branches.map((branch) => {
    const fields = readFields(branch, "$switch's branch", rules);
    return [scope.compile(fields.case), scope.compile(fields[thenField])] as const;
  });
  const last = "default" in (argument as Document) ? scope.compile(otherwise) : undefined;
  return (document) => {
    const found = compiled.find(([test]) => isTruthy(test(document)))?.[1] ?? last;
    if (!found)
      throw failure(40066, "$switch could not find a matching branch, and no default was specified.");
    return found(document);
  };
};

const ifNull: Operator = (argument, scope, name) => {
  if (!Array.isArray(argument) || argument.length < 2)
    throw failure(1257300, `${name} needs at least two arguments`);
  const list = argument.map(scope.compile);
  return (document) => {
    let value: unknown;
    for (const one of list) {
      value = one(document);
      if (!isMissing(value)) return value;
    }
    return value;
  };
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
