/** What each update operator makes of one value; where the value is, and whether it may be there, is update.ts's. */
import { type Document, Int32, Long, Timestamp } from "bson";
import { failure } from "../errors.js";
import { compileFilter } from "../queries/match.js";
import { elementSorter } from "../queries/sorting.js";
import { addNumbers, multiplyNumbers } from "../values/numbers.js";
import { compareValues, equalValues, keyOf } from "../values/order.js";
import {
  cloneValue,
  isInt32,
  isNumeric,
  isObject,
  isOperatorObject,
  show,
  toNumber,
  typeName,
} from "../values/values.js";

/** Tells `change` that a path is to be left as it is. */
export const KEEP = Symbol("keep");
/** The new value for an old one; undefined stands for no value. */
export type Change = (value: unknown, parent: unknown) => unknown;
/** Reads an operator's argument; throws for what MongoDB refuses before it looks at a document. */
export function changeOf(operator: string, path: string, argument: unknown): Change {
  const name = path.split(".").at(-1);
  switch (operator) {
    case "$set":
    case "$setOnInsert":
      return () => cloneValue(argument);
    case "$unset":
      return () => undefined;
    case "$inc":
    case "$mul": {
      const verb = operator === "$inc" ? "increment" : "multiply";
      if (!isNumeric(argument))
        throw failure(14, `Cannot ${verb} with non-numeric argument: {${path}: ${show(argument)}}`);
      return (value) => {
        if (value === undefined) return operator === "$inc" ? argument : multiplyNumbers(argument, 0);
        if (!isNumeric(value))
          throw failure(14, `Cannot apply ${operator} to a value of non-numeric type: ${typeName(value)}`);
        return operator === "$inc" ? addNumbers(value, argument) : multiplyNumbers(value, argument);
      };
    }
    case "$min":
    case "$max":
      return (value) =>
        value === undefined ||
        (operator === "$min" ? compareValues(argument, value) < 0 : compareValues(argument, value) > 0)
          ? argument
          : KEEP;
    case "$currentDate":
      return currentDate(argument);
    case "$push":
      return push(name!, argument);
    case "$addToSet":
      return addToSet(name!, argument);
    case "$pull":
      return pull(argument);
    case "$pullAll": {
      if (!Array.isArray(argument))
        throw failure(2, `$pullAll requires an array argument but was given a ${typeName(argument)}`);
      const keys = new Set(argument.map(keyOf));
      return removing((element) => keys.has(keyOf(element)), "$pullAll");
    }
    case "$pop": {
      const side = toNumber(argument);
      if (!isNumeric(argument)) throw failure(9, `Expected a number in: ${path}: ${show(argument)}`);
      if (side !== 1 && side !== -1) throw failure(9, `$pop expects 1 or -1, found: ${show(argument)}`);
      return (value) => {
        if (!Array.isArray(value))
          throw failure(14, `Path '${path}' contains an element of non-array type '${typeName(value)}'`);
        return value.length === 0 ? KEEP : side === 1 ? value.slice(0, -1) : value.slice(1);
      };
    }
    case "$bit":
      return bit(name!, argument);
    default:
      throw failure(9, `Unknown modifier: ${operator}`);
  }
}

function currentDate(argument: unknown): Change {
  if (typeof argument === "boolean") return () => new Date();
  const type = isObject(argument) && Object.keys(argument).length === 1 ? argument.$type : undefined;
  if (type === "date") return () => new Date();
  if (type === "timestamp") return () => new Timestamp({ t: Math.floor(Date.now() / 1000), i: 1 });
  throw failure(2, `The '$type' string field is required to be 'date' or 'timestamp': ${show(argument)}`);
}

function eachOf(operator: string, argument: unknown, allowed: string[]): unknown[] {
  if (!isObject(argument) || !("$each" in argument)) return [argument];
  for (const name of Object.keys(argument)) {
    if (name !== "$each" && !allowed.includes(name))
      throw failure(2, `Unrecognized clause in ${operator}: ${name}`);
  }
  if (!Array.isArray(argument.$each))
    throw failure(operator === "$push" ? 2 : 14, `The argument to $each in ${operator} must be an array`);
  return argument.$each;
}

function wholeNumber(clause: string, value: unknown): number {
  const number = toNumber(value);
  if (!isNumeric(value) || !Number.isInteger(number))
    throw failure(2, `The value for ${clause} must be an integer`);
  return number;
}

function push(name: string, argument: unknown): Change {
  const elements = eachOf("$push", argument, ["$position", "$slice", "$sort"]);
  const { $position, $slice, $sort } =
    isObject(argument) && "$each" in argument ? argument : ({} as Document);
  const position = $position === undefined ? undefined : wholeNumber("$position", $position);
  const slice = $slice === undefined ? undefined : wholeNumber("$slice", $slice);
  const sort = $sort === undefined ? undefined : elementSorter($sort);
  return (value) => {
    if (value !== undefined && !Array.isArray(value))
      throw failure(2, `The field '${name}' must be an array but is of type ${typeName(value)} in document`);
    let result = [...(value ?? [])];
    const at =
      position === undefined
        ? result.length
        : position < 0
          ? Math.max(0, result.length + position)
          : position;
    result.splice(at, 0, ...(cloneValue(elements) as unknown[]));
    if (sort) result = sort(result);
    if (slice !== undefined)
      result = slice === 0 ? [] : slice < 0 ? result.slice(slice) : result.slice(0, slice);
    return result;
  };
}

function addToSet(name: string, argument: unknown): Change {
  const elements = eachOf("$addToSet", argument, []);
  return (value) => {
    if (value !== undefined && !Array.isArray(value))
      throw failure(2, `Cannot apply $addToSet to non-array field '${name}'`);
    const known = new Set((value ?? []).map(keyOf));
    const added = elements.filter((element) => !known.has(keyOf(element)) && known.add(keyOf(element)));
    return added.length === 0 && value !== undefined
      ? KEEP
      : [...(value ?? []), ...(cloneValue(added) as unknown[])];
  };
}

function pull(argument: unknown): Change {
  if (isOperatorObject(argument)) {
    const matches = compileFilter({ list: { $elemMatch: argument } });
    return removing((element) => matches({ list: [element] }), "$pull");
  }
  if (isObject(argument)) {
    const matches = compileFilter(argument);
    return removing((element) => isObject(element) && matches(element), "$pull");
  }
  // A regex pulls what it matches; an array only what equals it.
  if (Array.isArray(argument)) return removing((element) => equalValues(element, argument), "$pull");
  const matches = compileFilter({ value: argument });
  return removing((element) => !Array.isArray(element) && matches({ value: element }), "$pull");
}

function removing(matches: (element: unknown) => boolean, operator: string): Change {
  return (value) => {
    if (!Array.isArray(value)) throw failure(2, `Cannot apply ${operator} to a non-array value`);
    const left = value.filter((element) => !matches(element));
    return left.length === value.length ? KEEP : left;
  };
}

function bit(name: string, argument: unknown): Change {
  const operations = isObject(argument) ? Object.entries(argument) : [];
  if (operations.length === 0) throw failure(2, "$bit takes a document such as { and: 1 }");
  for (const [operation, operand] of operations) {
    if (!["and", "or", "xor"].includes(operation))
      throw failure(2, `The $bit modifier only supports 'and', 'or', and 'xor', not '${operation}'`);
    if (!isWhole(operand)) throw failure(2, "$bit takes whole numbers");
  }
  return (value) => {
    if (value !== undefined && !isWhole(value))
      throw failure(2, `Cannot apply $bit to the field ${name} of type ${typeName(value)}`);
    const isLong = [value, ...operations.map(([, operand]) => operand)].some((one) => one instanceof Long);
    const result = operations.reduce(
      (bits, [operation, operand]) => {
        const mask = BigInt(String(operand));
        return operation === "and" ? bits & mask : operation === "or" ? bits | mask : bits ^ mask;
      },
      BigInt(String(value ?? 0)),
    );
    return isLong ? Long.fromBigInt(result) : Number(result);
  };
}

function isWhole(value: unknown): boolean {
  return (
    (typeof value === "number" && isInt32(value)) ||
    (value instanceof Long && isNumeric(value)) ||
    value instanceof Int32
  );
}
