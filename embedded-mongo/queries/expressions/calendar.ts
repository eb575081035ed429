/** The parts of a date, as MongoDB counts them; all functions take local times in milliseconds. */

const day = 86_400_000;

/** Returns the time of a date, whose parts may be outside their ranges: month 13 is January of the next year. */
export function timeOf(
  year: number,
  month = 1,
  date = 1,
  hour = 0,
  minute = 0,
  second = 0,
  millisecond = 0,
): number {
  // Date.UTC takes the years 0 to 99 for 1900 to 1999.
  const start = new Date(0).setUTCFullYear(year, month - 1, date);
  return start + ((hour * 60 + minute) * 60 + second) * 1000 + millisecond;
}

/** Monday is 1, Sunday 7. */
export const isoDayOfWeek = (time: number) => ((new Date(time).getUTCDay() + 6) % 7) + 1;

/** January 1 is 1. */
export function dayOfYear(time: number): number {
  return Math.floor((time - timeOf(new Date(time).getUTCFullYear())) / day) + 1;
}

/** The Thursday of the date's week decides to which year the week belongs. */
export function isoWeekYear(time: number): number {
  return new Date(time + (4 - isoDayOfWeek(time)) * day).getUTCFullYear();
}

/** Returns the time of the Monday that begins the first week of an ISO year. */
export function isoYearStart(year: number): number {
  const fourth = timeOf(year, 1, 4);
  return fourth - (isoDayOfWeek(fourth) - 1) * day;
}

/** 1 to 53. */
export function isoWeek(time: number): number {
  return Math.floor((time - isoYearStart(isoWeekYear(time))) / (7 * day)) + 1;
}

/** 0 to 53; weeks begin on Sundays, and the days before the first Sunday are week 0. */
export function week(time: number): number {
  return Math.floor((dayOfYear(time) + 6 - new Date(time).getUTCDay()) / 7);
}

/** Returns the time with `months` more; a day that its month lacks becomes the month's last. */
export function addMonths(time: number, months: number): number {
  const date = new Date(time);
  const [year, month] = [date.getUTCFullYear(), date.getUTCMonth() + months];
  const last = new Date(timeOf(year, month + 2, 0)).getUTCDate();
  const start = timeOf(year, month + 1, Math.min(date.getUTCDate(), last));
  return start + (((time % day) + day) % day);
}

/** Full names of the months. */
export const monthNames =
  "January February March April May June July August September October November December".split(" ");
