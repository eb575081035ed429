/** Dates as numbers: `$dateToParts` and `$dateFromParts`. */
import type { Document } from "bson";
import { failure } from "../../errors.js";
import { isNumeric, toNumber, typeName } from "../../values/types.js";
import { isoDayOfWeek, isoWeek, isoWeekYear, isoYearStart, timeOf } from "./calendar.js";
import { readTimeZone, requireTime } from "./date-arguments.js";
import { fieldRules, named, readFields } from "./named-arguments.js";
import { isMissing, type Operator } from "./operator.js";
import { fromLocal, toLocal } from "./time-zones.js";

/** `$dateToParts`. */
export const dateToParts = named(
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

/** `$dateFromParts`. */
export const dateFromParts: Operator = (argument, scope, name) => {
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
