/** $dateAdd, $dateSubtract and $dateDiff. */
import { Long } from "bson";
import { failure } from "../../errors.js";
import { isNumeric, toNumber, typeName } from "../../values/types.js";
import { addMonths } from "./calendar.js";
import { readTimeZone, requireTime } from "./date-arguments.js";
import { fieldRules, named } from "./named-arguments.js";
import { isMissing, type Operators } from "./operator.js";
import { fromLocal, type TimeZone, toLocal } from "./time-zones.js";

const hour = 3_600_000;
const day = 24 * hour;

/** Units of a fixed length; those of days and more follow the time zone's calendar. */
const lengths: Record<string, number> = {
  week: 7 * day,
  day,
  hour,
  minute: 60_000,
  second: 1000,
  millisecond: 1,
};
const months: Record<string, number> = { year: 12, quarter: 3, month: 1 };
const weekdays = "monday tuesday wednesday thursday friday saturday sunday".split(" ");

function requireUnit(unit: unknown, notString: number, unknown: number): string {
  if (typeof unit !== "string") throw failure(notString, `the unit must be a string, not ${typeName(unit)}`);
  if (!Object.hasOwn(lengths, unit) && !Object.hasOwn(months, unit))
    throw failure(unknown, `unknown time unit value: ${unit}`);
  return unit;
}

function move(time: number, unit: string, amount: number, zone: TimeZone): number {
  const length = lengths[unit];
  if (length !== undefined && length < day) return time + amount * length;
  const local = toLocal(time, zone);
  const moved = length === undefined ? addMonths(local, amount * months[unit]!) : local + amount * length;
  return Number.isNaN(moved) ? moved : fromLocal(moved, zone);
}

const moving = (direction: 1 | -1) =>
  named(
    fieldRules(5166400, 5166401, { startDate: 5166402, unit: 5166402, amount: 5166402 }, { timezone: "UTC" }),
    ({ startDate, unit, amount, timezone }, name) => {
      if ([startDate, unit, amount, timezone].some(isMissing)) return null;
      const time = requireTime(startDate, 5166403);
      const known = requireUnit(unit, 5166404, 9);
      const count = toNumber(amount);
      if (!isNumeric(amount) || !Number.isInteger(count))
        throw failure(5166405, `${name} expects integer amount of time units`);
      const moved = move(time, known, direction * count, readTimeZone(timezone, name)!);
      if (!(Math.abs(moved) <= 8.64e15))
        throw failure(5976500, `${name}: invalid 'amount' parameter value: ${count} ${known}`);
      return new Date(moved);
    },
  );

/** Days since a Monday, moved so that weeks begin on the wanted day. */
function readStartOfWeek(value: unknown): number {
  if (typeof value !== "string")
    throw failure(5439015, `startOfWeek must be a string, not ${typeName(value)}`);
  const name = value.toLowerCase();
  const index = weekdays.findIndex((one) => one === name || one.slice(0, 3) === name);
  if (index < 0) throw failure(5439016, `unknown day of week value: ${value}`);
  return index;
}

function monthsOf(local: number): number {
  const date = new Date(local);
  return date.getUTCFullYear() * 12 + date.getUTCMonth();
}

/** How many ends of units lie between two times. */
function difference(start: number, end: number, unit: string, zone: TimeZone, firstDay: number): number {
  const [from, to] = [toLocal(start, zone), toLocal(end, zone)];
  const steps = (length: number, shift = 0) =>
    Math.floor((to + shift) / length) - Math.floor((from + shift) / length);
  if (Object.hasOwn(months, unit)) {
    const size = months[unit]!;
    return Math.floor(monthsOf(to) / size) - Math.floor(monthsOf(from) / size);
  }
  // 1970-01-01 was a Thursday.
  if (unit === "week") return steps(7 * day, (3 - firstDay) * day);
  if (unit === "day") return steps(day);
  if (unit === "hour") return steps(hour) + Math.trunc((zone.offsetAt(start) - zone.offsetAt(end)) / hour);
  return Math.floor(end / lengths[unit]!) - Math.floor(start / lengths[unit]!);
}

const dateDiff = named(
  fieldRules(
    5166301,
    5166302,
    { startDate: 5166303, endDate: 5166304, unit: 5166305 },
    { timezone: "UTC", startOfWeek: "sunday" },
  ),
  ({ startDate, endDate, unit, timezone, startOfWeek }, name) => {
    const isWeek = unit === "week";
    if ([startDate, endDate, unit, timezone].some(isMissing) || (isWeek && isMissing(startOfWeek)))
      return null;
    const [start, end] = [requireTime(startDate, 5166307), requireTime(endDate, 5166307)];
    const known = requireUnit(unit, 5439013, 5439014);
    const firstDay = isWeek ? readStartOfWeek(startOfWeek) : 0;
    return Long.fromNumber(difference(start, end, known, readTimeZone(timezone, name)!, firstDay));
  },
);

export const dateArithmeticOperators: Operators = {
  $dateAdd: moving(1),
  $dateSubtract: moving(-1),
  $dateDiff: dateDiff,
};
