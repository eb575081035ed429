/** Parts of dates, and dates from parts: https://www.mongodb.com/docs/v7.0/reference/operator/aggregation/#date-expression-operators */
import { type Document, Long, ObjectId, Timestamp } from "bson";
import { failure } from "../../errors.js";
import { isNumeric, isObject, toNumber, typeName } from "../../values/types.js";
import { dayOfYear, isoDayOfWeek, isoWeek, isoWeekYear, isoYearStart, timeOf, week } from "./calendar.js";
import { formatDate, readFormat, writtenSpecifiers } from "./date-format.js";
import { parseDate } from "./date-parsing.js";
import {
  type Expression,
  fieldRules,
  isMissing,
  named,
  type Operator,
  type Operators,
  readFields,
  type Scope,
} from "./operator.js";
import { fromLocal, type TimeZone, timeZone, toLocal } from "./time-zones.js";

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
function readDateArgument(argument: unknown, scope: Scope, name: string): [Expression, Expression] {
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

const datePart =
  (compute: (local: Date) => unknown): Operator =>
  (argument, scope, name) => {
    const [date, zone] = readDateArgument(argument, scope, name);
    return (document) => {
      const value = date(document);
      if (isMissing(value)) return null;
      const time = requireTime(value);
      const inZone = readTimeZone(zone(document), name, 40533);
      return inZone && compute(new Date(toLocal(time, inZone)));
    };
  };

const dateToString = named(
  fieldRules(
    18629,
    18534,
    { date: 18628 },
    { format: "%Y-%m-%dT%H:%M:%S.%LZ", timezone: "UTC", onNull: null },
  ),
  ({ date, format, timezone, onNull }, name) => {
    if (!isMissing(format) && typeof format !== "string")
      throw failure(18533, `${name} requires that 'format' be a string, found: ${typeName(format)}`);
    const parts = readFormat(format ?? "", writtenSpecifiers);
    const zone = readTimeZone(timezone, name);
    if (isMissing(date)) return onNull;
    if (!zone || isMissing(format)) return null;
    const time = requireTime(date);
    return formatDate(parts, toLocal(time, zone), zone.offsetAt(time));
  },
);

const dateFromString: Operator = (argument, scope, name) => {
  const fields = readFields(
    argument,
    name,
    fieldRules(
      40540,
      40541,
      { dateString: 40542 },
      { format: undefined, timezone: undefined, onError: undefined, onNull: null },
    ),
  );
  const given = argument as Document;
  const has = (field: string) => Object.hasOwn(given, field);
  const compiled = Object.fromEntries(
    Object.entries(fields).map(([field, inner]) => [field, scope.compile(inner)]),
  );
  return (document) => {
    const text = compiled.dateString!(document);
    const format = compiled.format!(document);
    const zone = has("timezone") ? readTimeZone(compiled.timezone!(document), name) : undefined;
    if (has("format") && !isMissing(format) && typeof format !== "string")
      throw failure(40684, `${name} requires that 'format' be a string, found: ${typeName(format)}`);
    if (isMissing(text)) return compiled.onNull!(document);
    if (zone === null || (has("format") && isMissing(format))) return null;
    try {
      if (typeof text !== "string")
        throw failure(241, `${name} requires that 'dateString' be a string, found: ${typeName(text)}`);
      return parseDate(text, format as string | undefined, zone);
    } catch (error) {
      if (has("onError") && (error as { code?: number }).code === 241) return compiled.onError!(document);
      throw error;
    }
  };
};

const dateToParts = named(
  fieldRules(40524, 40520, { date: 40522 }, { timezone: "UTC", iso8601: false }),
  ({ date, timezone, iso8601 }, name) => {
    const zone = readTimeZone(timezone, name);
    if (!isMissing(iso8601) && typeof iso8601 !== "boolean")
      throw failure(40521, "iso8601 must evaluate to a bool");
    if (isMissing(date) || !zone || isMissing(iso8601)) return null;
    const local = toLocal(requireTime(date), zone);
    const parts = new Date(local);
    return {
      ...(iso8601
        ? { isoWeekYear: isoWeekYear(local), isoWeek: isoWeek(local), isoDayOfWeek: isoDayOfWeek(local) }
        : { year: parts.getUTCFullYear(), month: parts.getUTCMonth() + 1, day: parts.getUTCDate() }),
      hour: parts.getUTCHours(),
      minute: parts.getUTCMinutes(),
      second: parts.getUTCSeconds(),
      millisecond: parts.getUTCMilliseconds(),
    };
  },
);

const clockDefaults = { hour: 0, minute: 0, second: 0, millisecond: 0, timezone: "UTC" };
const yearDefaults = {
  year: undefined,
  month: 1,
  day: 1,
  isoWeekYear: undefined,
  isoWeek: 1,
  isoDayOfWeek: 1,
};

const dateFromParts: Operator = (argument, scope, name) => {
  const optional = { ...yearDefaults, ...clockDefaults };
  const fields = readFields(argument, name, fieldRules(40519, 40518, {}, optional));
  const given = Object.keys(argument as Document);
  const has = (...names: string[]) => names.some((one) => given.includes(one));
  const isIso = has("isoWeekYear");
  if (!isIso && !has("year")) throw failure(40516, `${name} requires either 'year' or 'isoWeekYear'`);
  if (isIso ? has("year", "month", "day") : has("isoWeek", "isoDayOfWeek"))
    throw failure(isIso ? 40525 : 40489, `${name} does not allow mixing natural dates with ISO dates`);
  const names = [
    ...(isIso ? ["isoWeekYear", "isoWeek", "isoDayOfWeek"] : ["year", "month", "day"]),
    ...["hour", "minute", "second", "millisecond"],
  ];
  const parts = names.map((part) => [part, scope.compile(fields[part])] as const);
  const timezone = scope.compile(fields.timezone);
  return (document) => {
    const values = parts.map(([part, expression]) => readPart(part, expression(document)));
    const zone = readTimeZone(timezone(document), name);
    if (!zone || values.includes(null)) return null;
    const [year, second, third, ...clock] = values as number[];
    const local = isIso
      ? isoYearStart(year!) + ((second! - 1) * 7 + third! - 1) * 86_400_000 + timeOf(1970, 1, 1, ...clock)
      : timeOf(year!, second, third, ...clock);
    const time = fromLocal(local, zone);
    if (!(Math.abs(time) <= 8.64e15)) throw failure(15, `${name}: no date is that far`);
    return new Date(time);
  };
};

function readPart(part: string, value: unknown): number | null {
  if (isMissing(value)) return null;
  const number = toNumber(value);
  if (!isNumeric(value) || !Number.isInteger(number))
    throw failure(40515, `'${part}' must evaluate to an integer, found ${typeName(value)}`);
  const isYear = part === "year" || part === "isoWeekYear";
  if (isYear && (number < 1 || number > 9999))
    throw failure(
      part === "year" ? 40523 : 31095,
      `'${part}' must evaluate to an integer in the range 1 to 9999, found ${number}`,
    );
  if (!isYear && part !== "second" && part !== "millisecond" && Math.abs(number) > 32_767)
    throw failure(31034, `'${part}' must evaluate to a value in the range [-32768, 32767]; value ${number}`);
  return number;
}

export const dateOperators: Operators = {
  $year: datePart((date) => date.getUTCFullYear()),
  $month: datePart((date) => date.getUTCMonth() + 1),
  $dayOfMonth: datePart((date) => date.getUTCDate()),
  $dayOfYear: datePart((date) => dayOfYear(date.getTime())),
  $dayOfWeek: datePart((date) => date.getUTCDay() + 1),
  $hour: datePart((date) => date.getUTCHours()),
  $minute: datePart((date) => date.getUTCMinutes()),
  $second: datePart((date) => date.getUTCSeconds()),
  $millisecond: datePart((date) => date.getUTCMilliseconds()),
  $week: datePart((date) => week(date.getTime())),
  $isoWeek: datePart((date) => isoWeek(date.getTime())),
  $isoDayOfWeek: datePart((date) => isoDayOfWeek(date.getTime())),
  $isoWeekYear: datePart((date) => Long.fromNumber(isoWeekYear(date.getTime()))),
  $dateToString: dateToString,
  $dateFromString: dateFromString,
  $dateToParts: dateToParts,
  $dateFromParts: dateFromParts,
};
