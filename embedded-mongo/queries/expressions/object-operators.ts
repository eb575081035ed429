/** Operators on documents. */
import type { Document } from "bson";
import { failure } from "../../errors.js";
import { getField, setField } from "../../values/fields.js";
import { isObject, typeName } from "../../values/types.js";
import {
  type Expression,
  fieldRules,
  isMissing,
  type Operator,
  type Operators,
  readFields,
  type Scope,
} from "./operator.js";

/** Compiles the name of a field, which must be constant. */
function fieldName(expression: unknown, scope: Scope, name: string, codes: [number, number, number]): string {
  if (typeof expression === "string" && expression[0] === "$")
    throw failure(codes[0], "A field path reference is not allowed in this context.");
  if (isObject(expression) && !("$literal" in expression))
    throw failure(codes[1], `${name} requires 'field' to evaluate to a constant`);
  const field = scope.compile(expression)({});
  if (typeof field !== "string")
    throw failure(codes[2], `${name} requires 'field' to evaluate to type String, not ${typeName(field)}`);
  return field;
}

const getOperator: Operator = (argument, scope, name) => {
  const isShort = !isObject(argument) || Object.keys(argument)[0]?.[0] === "$";
  const rules = fieldRules(3041701, 3041701, { field: 3041702, input: 3041703 });
  const given = isShort ? { field: argument, input: "$$CURRENT" } : readFields(argument, name, rules);
  const field = fieldName(given.field, scope, name, [5654600, 5654601, 5654602]);
  const input = scope.compile(given.input);
  return (document) => {
    const value = input(document);
    return isObject(value) ? getField(value, field) : value === null ? null : undefined;
  };
};

function setOperator(
  argument: unknown,
  scope: Scope,
  name: string,
  value: Expression | undefined,
): Expression {
  const { field: given, input: source } = argument as Document;
  const field = fieldName(given, scope, name, [4161108, 4161106, 4161107]);
  const input = scope.compile(source);
  return (document) => {
    const target = input(document);
    if (isMissing(target)) return null;
    if (!isObject(target)) throw failure(4161105, `${name} requires 'input' to evaluate to type Object`);
    const { ...copy } = target;
    const inner = value?.(document);
    if (inner === undefined) delete copy[field];
    else setField(copy, field, inner);
    return copy;
  };
}

const setRules = fieldRules(4161100, 4161101, { field: 4161102, value: 4161103, input: 4161109 });
const { value: _, ...unsetRequired } = setRules.required;

export const objectOperators: Operators = {
  $getField: getOperator,
  $setField: (argument, scope, name) => {
    const { value } = readFields(argument, name, setRules);
    return setOperator(argument, scope, name, scope.compile(value));
  },
  $unsetField: (argument, scope, name) => {
    readFields(argument, name, { ...setRules, required: unsetRequired });
    return setOperator(argument, scope, name, undefined);
  },
};
