/** Compiles a query filter into a test of documents. */
import { BSONRegExp, type Document } from "bson";
import { failure, notImplemented } from "../errors.js";
import { anyAtPath, type MatchDetails } from "../values/paths.js";
import { isObject, isOperatorObject, isTruthy } from "../values/types.js";
import type { ExpressionCompiler } from "./expressions/compile-expression.js";
import {
  compares,
  equals,
  hasRemainder,
  hasSize,
  hasType,
  isIn,
  matchesRegex,
  sameAs,
  type ValueTest,
} from "./value-tests.js";

/** Tests a document; records the index of the matched array element in `details` when they are passed. */
export type Matcher = (document: unknown, details?: MatchDetails) => boolean;

/**
 * Compiles a query filter, one with `$expr` only when `expressions` are passed; throws MongoDB's errors for an invalid one.
 * https://www.mongodb.com/docs/v7.0/reference/operator/query/
 */
export function compileFilter(filter: unknown, expressions?: ExpressionCompiler): Matcher {
  if (!isObject(filter)) throw failure(14, "Expected filter to be a document");
  const tests = Object.entries(filter).map(([name, value]) => clause(name, value, expressions));
  if (tests.length === 0) return () => true;
  if (tests.length === 1) return tests[0]!;
  return (document, details) => tests.every((test) => test(document, details));
}

function clause(name: string, value: unknown, expressions: ExpressionCompiler | undefined): Matcher {
  switch (name) {
    case "$and":
    case "$or":
    case "$nor": {
      const branches = requireList(name, value).map((branch) => {
        if (!isObject(branch)) throw failure(2, `${name} argument's entries must be objects`);
        return compileFilter(branch, expressions);
      });
      if (name === "$and") return (document, details) => branches.every((test) => test(document, details));
      if (name === "$or") return (document, details) => branches.some((test) => test(document, details));
      return (document) => !branches.some((test) => test(document));
    }
    case "$expr": {
      if (!expressions) throw notImplemented("$expr in this place");
      const expression = expressions.compile(value);
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
  // The fields of a DBRef: https://www.mongodb.com/docs/v7.0/reference/database-references/#dbrefs
  if (name[0] === "$" && !["$ref", "$id", "$db"].includes(name))
    throw failure(2, `unknown top level operator: ${name}`);
  return fieldTest(name.split("."), value, expressions);
}

function requireList(name: string, value: unknown): unknown[] {
  if (!Array.isArray(value)) throw failure(2, `${name} must be an array`);
  if (value.length === 0) throw failure(2, `${name} argument must be a non-empty array`);
  return value;
}

function fieldTest(path: string[], condition: unknown, expressions: ExpressionCompiler | undefined): Matcher {
  if (!isOperatorObject(condition)) return atPath(path, true, equals(condition));
  const tests = Object.entries(condition).map(([name, argument]) =>
    operatorTest(path, name, argument, condition, expressions),
  );
  return tests.length === 1
    ? tests[0]!
    : (document, details) => tests.every((test) => test(document, details));
}

function atPath(path: string[], expandLeaf: boolean, test: ValueTest): Matcher {
  return (document, details) => anyAtPath(document, path, expandLeaf, test, details);
}

function not(test: Matcher): Matcher {
  return (document) => !test(document);
}

function operatorTest(
  path: string[],
  name: string,
  argument: unknown,
  whole: Document,
  expressions: ExpressionCompiler | undefined,
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
    case "$not":
      return not(negatedTest(path, argument, expressions));
    case "$exists": {
      const exists = atPath(path, false, (value) => value !== undefined);
      return isTruthy(argument) ? exists : not(exists);
    }
    case "$type":
      return atPath(path, true, hasType(argument));
    case "$size":
      return atPath(path, false, hasSize(argument));
    case "$all":
      return allTest(path, argument, expressions);
    case "$elemMatch":
      return elementTest(path, argument, expressions);
    case "$regex":
      return atPath(path, true, matchesRegex(regexOf(argument, whole)));
    case "$options":
      if (!("$regex" in whole)) throw failure(2, "$options needs a $regex");
      return () => true;
    case "$mod":
      return atPath(path, true, hasRemainder(argument));
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

/** The condition that $not negates. */
function negatedTest(
  path: string[],
  argument: unknown,
  expressions: ExpressionCompiler | undefined,
): Matcher {
  if (argument instanceof BSONRegExp) return atPath(path, true, matchesRegex(argument));
  if (!isObject(argument)) throw failure(2, "$not needs a regex or a document");
  if (!isOperatorObject(argument))
    throw failure(2, `unknown operator: ${Object.keys(argument)[0] ?? "$not of an empty document"}`);
  return fieldTest(path, argument, expressions);
}

/** The regular expression of $regex and $options. */
function regexOf(argument: unknown, whole: Document): BSONRegExp {
  const regex = typeof argument === "string" ? new BSONRegExp(argument) : argument;
  if (!(regex instanceof BSONRegExp)) throw failure(2, "$regex has to be a string");
  const options = whole.$options ?? regex.options;
  if (typeof options !== "string") throw failure(2, "$options has to be a string");
  if (whole.$options && regex.options) throw failure(51075, "options set in both $regex and $options");
  return new BSONRegExp(regex.pattern, options);
}

function allTest(path: string[], argument: unknown, expressions: ExpressionCompiler | undefined): Matcher {
  if (!Array.isArray(argument)) throw failure(2, "$all needs an array");
  if (argument.length === 0) return () => false;
  const elementMatches = argument.filter(
    (value) => isObject(value) && Object.keys(value)[0] === "$elemMatch",
  );
  if (elementMatches.length > 0 && elementMatches.length < argument.length)
    throw failure(2, "$all/$elemMatch has to be consistent");
  const tests = argument.map((value) => {
    if (elementMatches.length > 0) return elementTest(path, (value as Document).$elemMatch, expressions);
    if (isOperatorObject(value)) throw failure(2, "no $ expressions in $all");
    return atPath(path, true, equals(value));
  });
  return (document, details) => tests.every((test) => test(document, details));
}

function elementTest(
  path: string[],
  argument: unknown,
  expressions: ExpressionCompiler | undefined,
): Matcher {
  if (!isObject(argument)) throw failure(2, "$elemMatch needs an Object");
  const first = Object.keys(argument)[0];
  const byValue = isOperatorObject(argument) && !["$and", "$or", "$nor", "$where", "$expr"].includes(first!);
  const matcher = byValue ? fieldTest([], argument, expressions) : compileFilter(argument, expressions);
  const matches = (element: unknown) =>
    byValue ? matcher(element) : (isObject(element) || Array.isArray(element)) && matcher(element);
  return (document, details) => {
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
      details,
    );
    // The positional $ refers to the first array on the path; here that is the one at its end.
    if (found && details && details.arrayIndex === undefined) details.arrayIndex = index;
    return found;
  };
}
