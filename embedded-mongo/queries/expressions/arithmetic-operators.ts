/** Arithmetic operators that keep MongoDB's number types and take dates. */
import { Long } from "bson";
import { failure } from "../../errors.js";
import { computeNumbers } from "../../values/numbers.js";
import { isNumeric, toNumber, typeName } from "../../values/types.js";
import { isMissing, type Operator, onArguments } from "./operator.js";

/** Creates $add, $multiply and $subtract. */
export function arithmeticOperators(evaluate: Operator): Record<string, Operator> {
  return {
    $add: onArguments(evaluate, "$add", 0, (values) => combine("$add", values)),
    $multiply: onArguments(evaluate, "$multiply", 0, (values) => combine("$multiply", values)),
    $subtract: onArguments(evaluate, "$subtract", 2, ([a, b]) => subtract(a, b)),
  };
}

function combine(name: "$add" | "$multiply", values: unknown[]): unknown {
  if (values.some(isMissing)) return null;
  const dates = values.filter((value) => value instanceof Date);
  if (dates.length > (name === "$add" ? 1 : 0))
    throw failure(16612, `too many dates in an ${name} expression`);
  const numbers = values.filter((value) => !(value instanceof Date));
  const wrong = numbers.find((value) => !isNumeric(value));
  if (wrong !== undefined)
    throw failure(14, `${name} only supports numbers or dates, not ${typeName(wrong)}`);
  const multiply = name === "$multiply";
  const total = numbers.reduce((sum, value) => computeNumbers(sum, value, multiply), multiply ? 1 : 0);
  return dates.length === 1 ? new Date(dates[0]!.getTime() + Math.round(toNumber(total))) : total;
}

function subtract(a: unknown, b: unknown): unknown {
  if (isMissing(a) || isMissing(b)) return null;
  if (a instanceof Date && b instanceof Date) return Long.fromNumber(a.getTime() - b.getTime());
  if (a instanceof Date && isNumeric(b)) return new Date(a.getTime() - Math.round(toNumber(b)));
  if (!isNumeric(a) || !isNumeric(b)) throw failure(14, `can't $subtract ${typeName(b)} from ${typeName(a)}`);
  return computeNumbers(a, computeNumbers(b, -1, true), false);
}
