/** The scalars of the graph, as JSON carries them. */

/** An instant in UTC (RFC 3339): `new Date(text)` reads it. */
export type DateTime = `${number}-${number}-${number}T${string}Z`;

/** A day of the calendar, `2026-11-21`, without a time zone: `new Date(text)` may show another day. */
export type CalendarDate = `${number}-${number}-${number}`;

/** Returns the day that a clock on the wall shows, in this device's time zone. */
export function toCalendarDate(date: Date): CalendarDate {
  const day = [date.getMonth() + 1, date.getDate()].map((part) => String(part).padStart(2, "0"));
  return `${String(date.getFullYear()).padStart(4, "0")}-${day.join("-")}` as CalendarDate;
}

/** Is this text, of an input in a form, a day? The server says whether the day exists. */
export const isCalendarDate = (text: string): text is CalendarDate => /^\d{4}-\d\d-\d\d$/.test(text);
