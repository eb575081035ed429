/** Reads dates from strings, with and without a format. */
import { failure } from "../../errors.js";
import { isoYearStart, monthNames, timeOf } from "./calendar.js";
import { readFormat } from "./date-format.js";
import { fromLocal, type TimeZone, timeZone } from "./time-zones.js";

/** Patterns of the specifiers that $dateFromString takes. */
const patterns: Record<string, string> = {
  "%": "%",
  b: monthNames.map((name) => name.slice(0, 3)).join("|"),
  B: monthNames.join("|"),
  d: "\\d{1,2}",
  G: "\\d{4}",
  H: "\\d{1,2}",
  j: "\\d{1,3}",
  L: "\\d{1,3}",
  m: "\\d{1,2}",
  M: "\\d{1,2}",
  S: "\\d{1,2}",
  u: "[1-7]",
  V: "\\d{1,2}",
  Y: "\\d{4}",
  z: "[+-]\\d{2}:?\\d{2}|[+-]\\d{2}|Z|[A-Za-z_]+(?:/[A-Za-z_]+)*",
  Z: "[+-]\\d{1,4}",
};

type Parts = Partial<Record<string, string>>;

const isoPattern =
  /^(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ]+(\d{1,2}):(\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?)?\s*(Z|UTC|GMT|[+-]\d{2}(?::?\d{2})?)?$/i;

function unreadable(text: string): Error {
  return failure(241, `Error parsing date string '${text}'`);
}

/** Reads a date; without a format one such as 2024-02-29, 2024-02-29T12:30:00.5Z or 2024-02-29 12:30 +0100. */
export function parseDate(text: string, format?: string, zone?: TimeZone): Date {
  const parts = format === undefined ? isoParts(text) : formattedParts(text, format);
  const local = localTime(parts, text);
  const given = parts.z ?? (parts.Z && offsetName(Number(parts.Z)));
  if (given === undefined) return new Date(zone ? fromLocal(local, zone) : local);
  if (zone)
    throw failure(
      241,
      "you cannot pass in a date/time string with time zone information together with a timezone argument",
    );
  return new Date(fromLocal(local, timeZone(/^z$/i.test(given) ? "UTC" : given)));
}

function offsetName(minutes: number): string {
  const [hours, rest] = [Math.floor(Math.abs(minutes) / 60), Math.abs(minutes) % 60];
  return `${minutes < 0 ? "-" : "+"}${String(hours).padStart(2, "0")}${String(rest).padStart(2, "0")}`;
}

function isoParts(text: string): Parts {
  const match = isoPattern.exec(text.trim());
  if (!match) throw unreadable(text);
  const [, Y, m, d, H, M, S, fraction, z] = match;
  const given = Object.entries({
    Y,
    m,
    d,
    H,
    M,
    S,
    L: fraction?.slice(0, 3).padEnd(3, "0"),
    z: z?.toUpperCase(),
  });
  return Object.fromEntries(given.filter(([, value]) => value !== undefined));
}

function formattedParts(text: string, format: string): Parts {
  const names: string[] = [];
  const pattern = readFormat(format, Object.keys(patterns).join("")).map((part) => {
    if (part[0] !== "%") return part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
    names.push(part[1]!);
    return `(${patterns[part[1]!]})`;
  });
  const match = new RegExp(`^${pattern.join("")}$`, "i").exec(text);
  if (!match) throw unreadable(text);
  return Object.fromEntries(names.map((name, i) => [name, match[i + 1]]));
}

function localTime(parts: Parts, text: string): number {
  const number = (name: string, otherwise = 0) => Number(parts[name] ?? otherwise);
  const monthName = (parts.B ?? parts.b)?.toLowerCase().slice(0, 3);
  const month = monthName
    ? monthNames.findIndex((name) => name.toLowerCase().startsWith(monthName)) + 1
    : number("m");
  const [hour, minute, second] = [number("H"), number("M"), number("S")];
  const milliseconds = ((hour * 60 + minute) * 60 + second) * 1000 + Number((parts.L ?? "").padEnd(3, "0"));
  if (hour > 24 || minute > 59 || second > 59) throw unreadable(text);
  if (parts.G !== undefined && parts.V !== undefined)
    return (
      isoYearStart(number("G")) + ((number("V") - 1) * 7 + number("u", 1) - 1) * 86_400_000 + milliseconds
    );
  const day = number("d");
  if (parts.Y !== undefined && parts.j !== undefined)
    return timeOf(number("Y"), 1, number("j")) + milliseconds;
  const start = timeOf(number("Y"), month, day);
  // An absent part is zero here, and no month or day is.
  if (parts.Y === undefined || month < 1 || month > 12 || new Date(start).getUTCDate() !== day)
    throw unreadable(text);
  return start + milliseconds;
}
