/** Compiles a query filter into a test of documents, by the rules of MongoDB's query language. */
import { BSONRegExp, BSONSymbol, type Document, Long } from "bson";
import { failure, notImplemented } from "../errors.js";
import { keyOf, NULL_KEY } from "../values/order.js";
import { anyAtPath, type Hit } from "../values/paths.js";
import {
  isNumeric,
  isObject,
  isOperatorObject,
  isTruthy,
  TYPE_NUMBERS,
  toNumber,
  typeNumber,
} from "../values/values.js";
import type { Evaluate } from "./expressions.js";
import { toRegExp } from "./regular-expressions.js";

/** Tests a document; fills `hit` with the matched array position when one is given. */
export type Matcher = (document: unknown, hit?: Hit) => boolean;

type ValueTest = (value: unknown) => boolean;

const NAN_KEY = keyOf(Number.NaN);

/** Compiles a filter, `$expr` only with an evaluator; throws BadValue and the like for what MongoDB would refuse. */
export function compileFilter(filter: unknown, evaluate?: Evaluate): Matcher {
  if (!isObject(filter)) throw failure(14, "Expected filter to be a document");
  const tests = Object.entries(filter).map(([name, value]) => clause(name, value, evaluate));
  if (tests.length === 0) return () => true;
  if (tests.length === 1) return tests[0]!;
  return (document, hit) => tests.every((test) => test(document, hit));
}

function clause(name: string, value: unknown, evaluate: Evaluate | undefined): Matcher {
  switch (name) {
    case "$and":
    case "$or":
    case "$nor": {
      const branches = list(name, value).map((branch) => {
        if (!isObject(branch)) throw failure(2, `${name} argument's entries must be objects`);
        return compileFilter(branch, evaluate);
      });
      if (name === "$and") return (document, hit) => branches.every((test) => test(document, hit));
      if (name === "$or") return (document, hit) => branches.some((test) => test(document, hit));
      return (document) => !branches.some((test) => test(document));
    }
    case "$expr": {
      if (!evaluate) throw notImplemented("$expr here");
      const expression = evaluate.compile(value);
      return (document) => isTruthy(expression(document as Document));
    }
    case "$comment":
      return () => true;
    case "$where":
    case "$text":
    case "$jsonSchema":
    case "$sampleRate":
      throw notImplemented(name);
  }
  if (name[0] === "$") throw failure(2, `unknown top level operator: ${name}`);
  return fieldTest(name.split("."), value, evaluate);
}

function list(name: string, value: unknown): unknown[] {
  if (!Array.isArray(value)) throw failure(2, `${name} must be an array`);
  if (value.length === 0) throw failure(2, `${name} argument must be a non-empty array`);
  return value;
}

function fieldTest(path: string[], condition: unknown, evaluate: Evaluate | undefined): Matcher {
  if (!isOperatorObject(condition)) return atPath(path, true, equals(condition));
  const tests = Object.entries(condition).map(([name, argument]) =>
    operatorTest(path, name, argument, condition, evaluate),
  );
  return tests.length === 1 ? tests[0]! : (document, hit) => tests.every((test) => test(document, hit));
}

function atPath(path: string[], expandLeaf: boolean, test: ValueTest): Matcher {
  return (document, hit) => anyAtPath(document, path, expandLeaf, test, hit);
}

function not(test: Matcher): Matcher {
  return (document) => !test(document);
}

function operatorTest(
  path: string[],
  name: string,
  argument: unknown,
  whole: Document,
  evaluate: Evaluate | undefined,
): Matcher {
  switch (name) {
    case "$eq":
      return atPath(path, true, argument instanceof BSONRegExp ? sameAs(argument) : equals(argument));
    case "$ne":
      if (argument instanceof BSONRegExp) throw failure(2, "Can't have regex as arg to $ne.");
      return not(atPath(path, true, equals(argument)));
    case "$gt":
    case "$gte":
    case "$lt":
    case "$lte":
      return atPath(path, true, compares(name, argument));
    case "$in":
      return atPath(path, true, isIn(name, argument));
    case "$nin":
      return not(atPath(path, true, isIn(name, argument)));
    case "$not": {
      if (argument instanceof BSONRegExp) return not(atPath(path, true, matchesRegex(argument)));
      if (!isObject(argument)) throw failure(2, "$not needs a regex or a document");
      if (!isOperatorObject(argument))
        throw failure(2, `unknown operator: ${Object.keys(argument)[0] ?? "$not of nothing"}`);
      return not(fieldTest(path, argument, evaluate));
    }
    case "$exists": {
      const exists = atPath(path, false, (value) => value !== undefined);
      return isTruthy(argument) ? exists : not(exists);
    }
    case "$type":
      return typeTest(path, argument);
    case "$size": {
      const size = toNumber(argument);
      if (!Number.isInteger(size) || size < 0)
        throw failure(2, "$size needs a whole number of at least zero");
      return atPath(path, false, (value) => Array.isArray(value) && value.length === size);
    }
    case "$all":
      return allTest(path, argument, evaluate);
    case "$elemMatch":
      return elementTest(path, argument, evaluate);
    case "$regex": {
      const regex = typeof argument === "string" ? new BSONRegExp(argument) : argument;
      if (!(regex instanceof BSONRegExp)) throw failure(2, "$regex has to be a string");
      const options = whole.$options ?? regex.options;
      if (typeof options !== "string") throw failure(2, "$options has to be a string");
      if (whole.$options && regex.options) throw failure(51075, "options set in both $regex and $options");
      return atPath(path, true, matchesRegex(new BSONRegExp(regex.pattern, options)));
    }
    case "$options":
      if (!("$regex" in whole)) throw failure(2, "$options needs a $regex");
      return () => true;
    case "$mod":
      return atPath(path, true, modTest(argument));
    case "$comment":
      return () => true;
    case "$bitsAllSet":
    case "$bitsAnySet":
    case "$bitsAllClear":
    case "$bitsAnyClear":
    case "$geoWithin":
    case "$geoIntersects":
    case "$near":
    case "$nearSphere":
      throw notImplemented(name);
    default:
      throw failure(2, `unknown operator: ${name}`);
  }
}

function sameAs(operand: unknown): ValueTest {
  const key = keyOf(operand);
  if (key === NULL_KEY) return (value) => value === null || value === undefined;
  if (typeof operand === "string")
    return (value) => value === operand || (value instanceof BSONSymbol && keyOf(value) === key);
  return (value) => value !== undefined && keyOf(value) === key;
}

function equals(operand: unknown): ValueTest {
  return operand instanceof BSONRegExp ? matchesRegex(operand) : sameAs(operand);
}

function isIn(name: string, argument: unknown): ValueTest {
  if (!Array.isArray(argument)) throw failure(2, `${name} needs an array`);
  if (argument.some(isOperatorObject)) throw failure(2, `cannot nest $ under ${name}`);
  const regexes = argument.filter((value) => value instanceof BSONRegExp).map(matchesRegex);
  const keys = new Set(argument.map(keyOf));
  return (value) => keys.has(keyOf(value)) || regexes.some((test) => test(value));
}

function compares(name: string, operand: unknown): ValueTest {
  if (operand instanceof BSONRegExp)
    throw failure(2, `Can't have RegEx as arg to predicate over field with ${name}.`);
  const key = keyOf(operand);
  const orEqual = name.length === 4;
  const wanted = name.startsWith("$g") ? 1 : -1;
  const type = typeNumber(operand);
  // MinKey and MaxKey compare with every type; all else only with its own kind.
  const anyType = type === -1 || type === 127;
  return (value) => {
    const own = keyOf(value);
    if (own === key) return orEqual;
    if (!anyType && own[0] !== key[0]) return false;
    if (own === NAN_KEY || key === NAN_KEY) return false;
    return own > key === wanted > 0;
  };
}

function typeTest(path: string[], argument: unknown): Matcher {
  const types = new Set<number>();
  const names = Array.isArray(argument) ? argument : [argument];
  if (names.length === 0) throw failure(9, "path must match at least one type");
  for (const name of names) {
    if (name === "number") for (const number of [1, 16, 18, 19]) types.add(number);
    else if (typeof name === "string") {
      if (!Object.hasOwn(TYPE_NUMBERS, name)) throw failure(2, `Unknown type name alias: ${name}`);
      types.add(TYPE_NUMBERS[name]!);
    } else {
      const number = toNumber(name);
      if (!Number.isInteger(number))
        throw failure(isNumeric(name) ? 2 : 14, "type must be represented as a number or a string");
      if (!Object.values(TYPE_NUMBERS).includes(number))
        throw failure(2, `Invalid numerical type code: ${number}`);
      types.add(number);
    }
  }
  return atPath(path, true, (value) => value !== undefined && types.has(typeNumber(value)));
}

function allTest(path: string[], argument: unknown, evaluate: Evaluate | undefined): Matcher {
  if (!Array.isArray(argument)) throw failure(2, "$all needs an array");
  if (argument.length === 0) return () => false;
  const elementMatches = argument.filter(
    (value) => isObject(value) && Object.keys(value)[0] === "$elemMatch",
  );
  if (elementMatches.length > 0 && elementMatches.length < argument.length)
    throw failure(2, "$all/$elemMatch has to be consistent");
  const tests = argument.map((value) => {
    if (elementMatches.length > 0) return elementTest(path, (value as Document).$elemMatch, evaluate);
    if (isOperatorObject(value)) throw failure(2, "no $ expressions in $all");
    return atPath(path, true, equals(value));
  });
  return (document, hit) => tests.every((test) => test(document, hit));
}

function elementTest(path: string[], argument: unknown, evaluate: Evaluate | undefined): Matcher {
  if (!isObject(argument)) throw failure(2, "$elemMatch needs an Object");
  const first = Object.keys(argument)[0];
  const byValue = isOperatorObject(argument) && !["$and", "$or", "$nor", "$where", "$expr"].includes(first!);
  const matcher = byValue ? fieldTest([], argument, evaluate) : compileFilter(argument, evaluate);
  const matches = (element: unknown) =>
    byValue ? matcher(element) : (isObject(element) || Array.isArray(element)) && matcher(element);
  return (document, hit) => {
    let index = -1;
    const found = anyAtPath(
      document,
      path,
      false,
      (value) => {
        if (!Array.isArray(value)) return false;
        index = value.findIndex(matches);
        return index >= 0;
      },
      hit,
    );
    // The array at the path's end is what $ refers to, unless one was passed on the way.
    if (found && hit && hit.index === undefined) hit.index = index;
    return found;
  };
}

function matchesRegex(source: BSONRegExp): ValueTest {
  const regex = toRegExp(source);
  const key = keyOf(source);
  return (value) => {
    if (typeof value === "string") return regex.test(value);
    if (value instanceof BSONSymbol) return regex.test(value.value);
    return value instanceof BSONRegExp && keyOf(value) === key;
  };
}

function modTest(argument: unknown): ValueTest {
  if (!Array.isArray(argument) || argument.length !== 2)
    throw failure(2, "malformed mod, needs to be an array of two numbers");
  const [divisor, remainder] = argument.map((value) => {
    if (!isNumeric(value) || !Number.isFinite(toNumber(value)))
      throw failure(2, "malformed mod, divisor and remainder must be numbers");
    return value instanceof Long ? value.toBigInt() : BigInt(Math.trunc(toNumber(value)));
  }) as [bigint, bigint];
  if (divisor === 0n) throw failure(2, "divisor cannot be 0");
  return (value) => {
    if (!isNumeric(value)) return false;
    const number = toNumber(value);
    if (!Number.isFinite(number)) return false;
    return (value instanceof Long ? value.toBigInt() : BigInt(Math.trunc(number))) % divisor === remainder;
  };
}
