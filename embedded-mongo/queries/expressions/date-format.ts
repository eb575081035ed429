/** Formats of $dateToString and $dateFromString: https://www.mongodb.com/docs/v7.0/reference/operator/aggregation/dateToString/ */
import { failure } from "../../errors.js";
import { dayOfYear, isoDayOfWeek, isoWeek, isoWeekYear, monthNames, week } from "./calendar.js";

/** Writes one part of a local time; `offset` is the time zone's in minutes. */
type Writer = (date: Date, offset: number) => string;

const padded = (number: number, length: number) => String(number).padStart(length, "0");
const sign = (offset: number) => (offset < 0 ? "-" : "+");

function yearText(year: number): string {
  if (year < 0 || year > 9999)
    throw failure(18537, `$dateToString is only defined on year 0-9999, not ${year}`);
  return padded(year, 4);
}

const writers: Record<string, Writer> = {
  "%": () => "%",
  b: (date) => monthNames[date.getUTCMonth()]!.slice(0, 3),
  B: (date) => monthNames[date.getUTCMonth()]!,
  d: (date) => padded(date.getUTCDate(), 2),
  G: (date) => yearText(isoWeekYear(date.getTime())),
  H: (date) => padded(date.getUTCHours(), 2),
  j: (date) => padded(dayOfYear(date.getTime()), 3),
  L: (date) => padded(date.getUTCMilliseconds(), 3),
  m: (date) => padded(date.getUTCMonth() + 1, 2),
  M: (date) => padded(date.getUTCMinutes(), 2),
  S: (date) => padded(date.getUTCSeconds(), 2),
  u: (date) => String(isoDayOfWeek(date.getTime())),
  U: (date) => padded(week(date.getTime()), 2),
  V: (date) => padded(isoWeek(date.getTime()), 2),
  w: (date) => String(date.getUTCDay() + 1),
  Y: (date) => yearText(date.getUTCFullYear()),
  z: (_, offset) =>
    sign(offset) +
    padded(Math.floor(Math.abs(offset) / 60), 2) +
    padded(Math.floor(Math.abs(offset)) % 60, 2),
  Z: (_, offset) => String(Math.trunc(offset) + 0),
};

/** Splits a format into texts and specifiers; throws for specifiers that are not `allowed`. */
export function readFormat(format: string, allowed: string): string[] {
  return Array.from(format.matchAll(/%(.?)|[^%]+/gsu), ([part, specifier]) => {
    if (specifier === "") throw failure(18535, "Unmatched '%' at end of format string");
    if (specifier !== undefined && !allowed.includes(specifier))
      throw failure(18536, `Invalid format character '%${specifier}' in format string`);
    return part;
  });
}

/** The specifiers of $dateToString. */
export const writtenSpecifiers = Object.keys(writers).join("");

/** Writes a local time, with the time zone's offset in milliseconds. */
export function formatDate(parts: string[], local: number, offset: number): string {
  const date = new Date(local);
  return parts
    .map((part) => (part[0] === "%" ? writers[part.slice(1)]!(date, offset / 60_000) : part))
    .join("");
}
