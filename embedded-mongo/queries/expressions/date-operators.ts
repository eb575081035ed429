/** Parts of dates, and dates from parts: https://www.mongodb.com/docs/v7.0/reference/operator/aggregation/#date-expression-operators */
import { Long } from "bson";
import { dayOfYear, isoDayOfWeek, isoWeek, isoWeekYear, week } from "./calendar.js";
import { readDateArgument, readTimeZone, requireTime } from "./date-arguments.js";
import { dateFromParts, dateToParts } from "./date-parts.js";
import { dateFromString, dateToString } from "./date-texts.js";
import { isMissing, type Operator, type Operators } from "./operator.js";
import { toLocal } from "./time-zones.js";

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
