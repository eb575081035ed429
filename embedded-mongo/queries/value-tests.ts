/** Tests of a single value, compiled from the argument of a query operator. */
import { BSONRegExp, BSONSymbol, Long } from "bson";
import { failure } from "../errors.js";
import { keyOf, nullKey } from "../values/keys.js";
import { isNumeric, isOperatorObject, toNumber, typeNumber, typeNumbers } from "../values/types.js";
import { toRegExp } from "./regular-expressions.js";

/** Tests a value; undefined stands for a missing one. */
export type ValueTest = (value: unknown) => boolean;

const nanKey = keyOf(Number.NaN);

/** Equal by MongoDB's order; null equals a missing value. */
export function sameAs(operand: unknown): ValueTest {
  const key = keyOf(operand);
  if (key === nullKey) return (value) => value === null || value === undefined;
  if (typeof operand === "string")
    return (value) => value === operand || (value instanceof BSONSymbol && keyOf(value) === key);
  return (value) => value !== undefined && keyOf(value) === key;
}

/** Equal, or matched by a regular expression. */
export function equals(operand: unknown): ValueTest {
  return operand instanceof BSONRegExp ? matchesRegex(operand) : sameAs(operand);
}

/** Equal to, or matched by, one of a list: $in. */
export function isIn(name: string, argument: unknown): ValueTest {
  if (!Array.isArray(argument)) throw failure(2, `${name} needs an array`);
  if (argument.some(isOperatorObject)) throw failure(2, `cannot nest $ under ${name}`);
  const regexes = argument.filter((value) => value instanceof BSONRegExp).map(matchesRegex);
  const keys = new Set(argument.map(keyOf));
  return (value) => keys.has(keyOf(value)) || regexes.some((test) => test(value));
}

/** Before or after a value: $gt, $gte, $lt, $lte. */
export function compares(name: string, operand: unknown): ValueTest {
  if (operand instanceof BSONRegExp)
    throw failure(2, `Can't have RegEx as arg to predicate over field with ${name}.`);
  const key = keyOf(operand);
  const orEqual = name.length === 4;
  const wanted = name.startsWith("$g") ? 1 : -1;
  const type = typeNumber(operand);
  // MinKey and MaxKey are compared with every type, other values with their own type only.
  const anyType = type === -1 || type === 127;
  return (value) => {
    const own = keyOf(value);
    if (own === key) return orEqual;
    if (!anyType && own[0] !== key[0]) return false;
    if (own === nanKey || key === nanKey) return false;
    return own > key === wanted > 0;
  };
}

/** Of one of the types, given by numbers or aliases: $type. */
export function hasType(argument: unknown): ValueTest {
  const types = new Set<number>();
  const wanted = Array.isArray(argument) ? argument : [argument];
  if (wanted.length === 0) throw failure(9, "path must match at least one type");
  for (const name of wanted) {
    if (name === "number") for (const number of [1, 16, 18, 19]) types.add(number);
    else if (typeof name === "string") {
      if (!Object.hasOwn(typeNumbers, name)) throw failure(2, `Unknown type name alias: ${name}`);
      types.add(typeNumbers[name]!);
    } else {
      const number = toNumber(name);
      if (!Number.isInteger(number))
        throw failure(isNumeric(name) ? 2 : 14, "type must be represented as a number or a string");
      if (!Object.values(typeNumbers).includes(number))
        throw failure(2, `Invalid numerical type code: ${number}`);
      types.add(number);
    }
  }
  return (value) => value !== undefined && types.has(typeNumber(value));
}

/** An array with this number of elements: $size. */
export function hasSize(argument: unknown): ValueTest {
  const size = toNumber(argument);
  if (!Number.isInteger(size) || size < 0) throw failure(2, "$size needs a whole number of at least zero");
  return (value) => Array.isArray(value) && value.length === size;
}

/** A string that the regular expression matches, or an equal regular expression. */
export function matchesRegex(source: BSONRegExp): ValueTest {
  const regex = toRegExp(source);
  const key = keyOf(source);
  return (value) => {
    if (typeof value === "string") return regex.test(value);
    if (value instanceof BSONSymbol) return regex.test(value.value);
    return value instanceof BSONRegExp && keyOf(value) === key;
  };
}

/** A number with this remainder of a division: $mod. */
export function hasRemainder(argument: unknown): ValueTest {
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
