/** Update operators on arrays. */
import { BSONRegExp, type Document } from "bson";
import { failure } from "../errors.js";
import { compileFilter } from "../queries/compile-filter.js";
import { elementSorter } from "../queries/sort.js";
import { equalValues } from "../values/compare.js";
import { cloneValue } from "../values/fields.js";
import { keyOf } from "../values/keys.js";
import { show } from "../values/show.js";
import { isNumeric, isObject, isOperatorObject, toNumber, typeName } from "../values/types.js";
import { type Change, unchanged } from "./change.js";

/** Compiles $push with its modifiers. */
export function push(name: string, argument: unknown): Change {
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

/** Compiles $addToSet. */
export function addToSet(name: string, argument: unknown): Change {
  const elements = eachOf("$addToSet", argument, []);
  return (value) => {
    if (value !== undefined && !Array.isArray(value))
      throw failure(2, `Cannot apply $addToSet to non-array field '${name}'`);
    const known = new Set((value ?? []).map(keyOf));
    const added = elements.filter((element) => !known.has(keyOf(element)) && known.add(keyOf(element)));
    return added.length === 0 && value !== undefined
      ? unchanged
      : [...(value ?? []), ...(cloneValue(added) as unknown[])];
  };
}

/** Compiles $pull. */
export function pull(argument: unknown): Change {
  if (isOperatorObject(argument) && !/^\$(and|or|nor|expr)$/.test(Object.keys(argument)[0]!)) {
    const matches = compileFilter({ value: argument });
    return removing((element) => matches({ value: element }), "$pull");
  }
  if (isObject(argument)) {
    const matches = compileFilter(argument);
    return removing((element) => isObject(element) && matches(element), "$pull");
  }
  // A regular expression removes what it matches, other values only what equals them.
  if (!(argument instanceof BSONRegExp))
    return removing((element) => equalValues(element, argument), "$pull");
  const matches = compileFilter({ value: argument });
  return removing((element) => matches({ value: element }), "$pull");
}

/** Compiles $pullAll. */
export function pullAll(argument: unknown): Change {
  if (!Array.isArray(argument))
    throw failure(2, `$pullAll requires an array argument but was given a ${typeName(argument)}`);
  const keys = new Set(argument.map(keyOf));
  return removing((element) => keys.has(keyOf(element)), "$pullAll");
}

/** Compiles $pop. */
export function pop(path: string, argument: unknown): Change {
  const side = toNumber(argument);
  if (!isNumeric(argument)) throw failure(9, `Expected a number in: ${path}: ${show(argument)}`);
  if (side !== 1 && side !== -1) throw failure(9, `$pop expects 1 or -1, found: ${show(argument)}`);
  return (value) => {
    if (!Array.isArray(value))
      throw failure(14, `Path '${path}' contains an element of non-array type '${typeName(value)}'`);
    return value.length === 0 ? unchanged : side === 1 ? value.slice(0, -1) : value.slice(1);
  };
}

function removing(matches: (element: unknown) => boolean, operator: string): Change {
  return (value) => {
    if (!Array.isArray(value)) throw failure(2, `Cannot apply ${operator} to a non-array value`);
    const left = value.filter((element) => !matches(element));
    return left.length === value.length ? unchanged : left;
  };
}

/** The elements of $each, or the argument itself without one. */
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
