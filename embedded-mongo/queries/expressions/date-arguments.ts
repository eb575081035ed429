/** Reads the arguments of date operators: a date, and a time zone. */
import { ObjectId, Timestamp } from "bson";
import { failure } from "../../errors.js";
import { isObject, typeName } from "../../values/types.js";
import { fieldRules, readFields } from "./named-arguments.js";
import { type Expression, isMissing, type Scope } from "./operator.js";
import { type TimeZone, timeZone } from "./time-zones.js";

/** Returns a date, a timestamp or an ObjectId as a time in milliseconds. */
export function requireTime(value: unknown, code = 16006): number {
  if (value instanceof Date) return value.getTime();
  if (value instanceof ObjectId) return value.getTimestamp().getTime();
  if (value instanceof Timestamp) return value.getHighBitsUnsigned() * 1000;
  throw failure(code, `can't convert from BSON type ${typeName(value)} to Date`);
}

/** Returns a time zone; null for null and a missing value. */
export function readTimeZone(value: unknown, name: string, code = 40517): TimeZone | null {
  if (isMissing(value)) return null;
  if (typeof value !== "string")
    throw failure(
      code,
      `${name} requires a string for the timezone argument, but was given ${typeName(value)}`,
    );
  return timeZone(value);
}

/** Compiles the argument of an operator such as $year: a date, or a document with `date` and `timezone`. */
export function readDateArgument(argument: unknown, scope: Scope, name: string): [Expression, Expression] {
  const utc = () => "UTC";
  if (Array.isArray(argument)) {
    if (argument.length !== 1) throw failure(40536, `${name} accepts exactly one argument if given an array`);
    return [scope.compile(argument[0]), utc];
  }
  if (!isObject(argument) || Object.keys(argument)[0]?.[0] === "$") return [scope.compile(argument), utc];
  const { date, timezone } = readFields(
    argument,
    name,
    fieldRules(40536, 40535, { date: 40539 }, { timezone: "UTC" }),
  );
  return [scope.compile(date), scope.compile(timezone)];
}
