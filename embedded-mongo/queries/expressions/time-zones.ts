/** Time zones: names of the IANA database and offsets such as "+05:30". */
import { failure } from "../../errors.js";

const minute = 60_000;
const day = 86_400_000;

/** A time zone; local times are milliseconds that a UTC clock would show the same date and time for. */
export interface TimeZone {
  /** The offset from UTC at a time, both in milliseconds. */
  offsetAt(time: number): number;
}

const fixedZone = (offset: number): TimeZone => ({ offsetAt: () => offset });
const utc = fixedZone(0);
const known = new Map<string, TimeZone>([
  ["UTC", utc],
  ["GMT", utc],
]);

/** Returns the time zone of a name or an offset; throws for unknown ones. */
export function timeZone(name: string): TimeZone {
  const cached = known.get(name);
  if (cached) return cached;
  const offset = /^([+-])(\d{2})(?::?(\d{2}))?$/.exec(name);
  const zone = offset
    ? fixedZone((offset[1] === "-" ? -1 : 1) * (Number(offset[2]) * 60 + Number(offset[3] ?? 0)) * minute)
    : namedZone(name);
  known.set(name, zone);
  return zone;
}

function namedZone(name: string): TimeZone {
  const format = formatOf(name);
  return {
    offsetAt(time) {
      // The clock of a zone counts whole seconds.
      const seconds = Math.floor(time / 1000) * 1000;
      const parts = Object.fromEntries(format.formatToParts(seconds).map(({ type, value }) => [type, value]));
      const [year, month, date, hour, minutes, second] = [
        "year",
        "month",
        "day",
        "hour",
        "minute",
        "second",
      ].map((part) => Number(parts[part]));
      const local = Date.UTC(2000, month! - 1, date, hour, minutes, second);
      return new Date(local).setUTCFullYear(year!, month! - 1, date) - seconds;
    },
  };
}

function formatOf(name: string): Intl.DateTimeFormat {
  try {
    if (!/^[A-Za-z]/.test(name)) throw new RangeError("an offset");
    return new Intl.DateTimeFormat("en-US", {
      timeZone: name,
      hourCycle: "h23",
      year: "numeric",
      month: "numeric",
      day: "numeric",
      hour: "numeric",
      minute: "numeric",
      second: "numeric",
    });
  } catch {
    throw failure(40485, `unrecognized time zone identifier: "${name}"`);
  }
}

/** Returns the local time. */
export function toLocal(time: number, zone: TimeZone): number {
  return time + zone.offsetAt(time);
}

/** Returns the time at which a clock shows the local time: the first one when it does twice, a later one when it never does. */
export function fromLocal(local: number, zone: TimeZone): number {
  const before = zone.offsetAt(local - day);
  if (zone.offsetAt(local - before) === before) return local - before;
  const after = zone.offsetAt(local + day);
  return zone.offsetAt(local - after) === after ? local - after : local - before;
}
