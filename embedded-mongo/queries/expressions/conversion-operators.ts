/** Types and conversions: https://www.mongodb.com/docs/v7.0/reference/operator/aggregation/convert/ */
import type { Document } from "bson";
import { asFailure, failure } from "../../errors.js";
import { isNumeric, toNumber, typeName, typeNumbers } from "../../values/types.js";
import {
  conversionFailure,
  conversions,
  toDate,
  toDouble,
  toInt,
  toLong,
  toObjectId,
  toText,
} from "./convert-values.js";
import { fieldRules, readFields } from "./named-arguments.js";
import { isMissing, type Operator, type Operators, ofOne, positional } from "./operator.js";

const aliases = new Map(Object.entries(typeNumbers).map(([alias, number]) => [number, alias]));

function conversionTo(type: unknown): (value: unknown) => unknown {
  if (typeof type !== "string" && !(isNumeric(type) && Number.isInteger(toNumber(type))))
    throw failure(9, "$convert's 'to' argument must be a string or an integral number");
  const alias = typeof type === "string" ? type : (aliases.get(toNumber(type)) ?? "");
  if (!Object.hasOwn(typeNumbers, alias))
    throw failure(typeof type === "string" ? 2 : 9, `Unknown type name: ${String(type)}`);
  return (
    conversions[alias] ??
    ((value) => {
      throw conversionFailure(value, alias);
    })
  );
}

const convert: Operator = (argument, scope, name) => {
  const rules = fieldRules(9, 9, { input: 9, to: 9 }, { onError: undefined, onNull: null });
  const fields = readFields(argument, name, rules);
  const hasOnError = "onError" in (argument as Document);
  const [input, to, onError, onNull] = ["input", "to", "onError", "onNull"].map((field) =>
    scope.compile(fields[field]),
  );
  return (document) => {
    const value = input!(document);
    const type = to!(document);
    const conversion = isMissing(type) ? undefined : conversionTo(type);
    if (isMissing(value)) return onNull!(document);
    if (!conversion) return null;
    try {
      return conversion(value);
    } catch (error) {
      if (hasOnError && asFailure(error).code === 241) return onError!(document);
      throw error;
    }
  };
};

export const conversionOperators: Operators = {
  $type: positional(1, 1, ([value]) => (value === undefined ? "missing" : typeName(value))),
  $isNumber: positional(1, 1, ([value]) => isNumeric(value)),
  $toBool: ofOne(conversions.bool!),
  $toInt: ofOne(toInt),
  $toLong: ofOne(toLong),
  $toDouble: ofOne(toDouble),
  $toString: ofOne(toText),
  $toDate: ofOne(toDate),
  $toObjectId: ofOne(toObjectId),
  $convert: convert,
};
