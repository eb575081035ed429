/** Adapts mingo's operators to BSON's types and MongoDB's conditions. */
import { BSONRegExp, Decimal128, type Document, Long } from "bson";
import { notImplemented } from "../../errors.js";
import { asDouble } from "../../values/numbers.js";
import { isInt32, isNumeric, isObject, toNumber, typeName } from "../../values/types.js";
import { wordSet } from "../../values/word-set.js";
import { toRegExp } from "../regular-expressions.js";
import type { Operator } from "./operator.js";

const conditionFields = ["if", "then", "else"];

/**
 * Wraps mingo's conditional operators: mingo takes an empty string for false and a Double of 0 for true. $and, which is
 * not mingo's, evaluates the condition.
 */
export function conditionalOperators(mingo: Record<string, Operator>): Record<string, Operator> {
  const boolean = (condition: unknown) => ({ $and: [condition] });
  return {
    $cond: (document, expression, options) => {
      const list = Array.isArray(expression);
      const [test, yes, no] = list
        ? expression
        : conditionFields.map((name) => (expression as Document)[name]);
      return mingo.$cond!(document, [boolean(test), yes, no], options);
    },
    $switch: (document, expression, options) => {
      const { branches, ...more } = expression as { branches: Document[] };
      const tested = branches.map((branch) => ({ ...branch, case: boolean(branch.case) }));
      return mingo.$switch!(document, { ...more, branches: tested }, options);
    },
    $filter: (document, expression, options) => {
      const { cond, ...more } = expression as Document;
      return mingo.$filter!(document, { ...more, cond: boolean(cond) }, options);
    },
  };
}

/** Operators that evaluate their arguments themselves, some of them several times. */
const selfEvaluating = wordSet("$ifNull $map $reduce $let $literal $getField $setField");
const returningDouble = wordSet(
  "$divide $exp $ln $log $log10 $sqrt $toDouble $sin $sinh $asin $asinh $cos $cosh $acos $acosh $tan $tanh $atan $atan2 $atanh $degreesToRadians $radiansToDegrees",
);
const keepingType = wordSet("$abs $ceil $floor $mod $pow $round $trunc");

/**
 * Wraps an operator of mingo's, which computes with JavaScript numbers: the result gets MongoDB's type, and an argument
 * that a JavaScript number cannot hold is refused.
 */
export function withPlainNumbers(name: string, original: Operator, evaluate: Operator): Operator {
  if (selfEvaluating.has(name)) return original;
  return (document, expression, options) => {
    let hasDouble = false;
    const ready = (argument: unknown) => {
      const value = evaluate(document, argument, options);
      if (value instanceof BSONRegExp) return { $literal: toRegExp(value) };
      if (!isNumeric(value)) return { $literal: value ?? null };
      const number = toNumber(value);
      if (value instanceof Decimal128 || (value instanceof Long && !Number.isSafeInteger(number)))
        throw notImplemented(`${name} of decimals, or of longs beyond 2^53`);
      hasDouble ||= typeName(value) === "double";
      return { $literal: number };
    };
    const isPlainObject = isObject(expression) && Object.keys(expression)[0]?.[0] !== "$";
    const result = original(
      document,
      Array.isArray(expression)
        ? expression.map(ready)
        : isPlainObject
          ? Object.fromEntries(Object.entries(expression).map(([field, inner]) => [field, ready(inner)]))
          : ready(expression),
      options,
    );
    if (typeof result !== "number") return result;
    if (returningDouble.has(name) || (hasDouble && keepingType.has(name))) return asDouble(result);
    return name === "$toLong" || (Number.isInteger(result) && !isInt32(result))
      ? Long.fromNumber(result)
      : result;
  };
}
