/** Dates as texts: `$dateToString` and `$dateFromString`. */
import type { Document } from "bson";
import { failure } from "../../errors.js";
import { typeName } from "../../values/types.js";
import { readTimeZone, requireTime } from "./date-arguments.js";
import { formatDate, readFormat, writtenSpecifiers } from "./date-format.js";
import { parseDate } from "./date-parsing.js";
import { fieldRules, named, readFields } from "./named-arguments.js";
import { isMissing, type Operator } from "./operator.js";
import { toLocal } from "./time-zones.js";

/** `$dateToString`. */
export const dateToString = named(
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

/** `$dateFromString`. */
export const dateFromString: Operator = (argument, scope, name) => {
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
