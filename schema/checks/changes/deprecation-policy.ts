/** How long a deprecation must last before what is deprecated may go. */

/** The policy, and what is known of the deprecations so far. */
export interface DeprecationPolicy {
  /** SCHEMA_DEPRECATION_DAYS. */
  days: number;
  now: Date;
  /** When the element was first deprecated in the base's history; null when that is not known. */
  deprecatedSince(coordinate: string): Date | null;
}

const millisecondsPerDay = 86_400_000;

/** Whole days from one moment to a later one. */
export const daysBetween = (from: Date, to: Date): number =>
  Math.floor((to.getTime() - from.getTime()) / millisecondsPerDay);

/** The last day that a reason names, in the form of RFC 3339 (`2027-03-31`); null when it names none. */
export function endNamedIn(reason: string | null): Date | null {
  const days = [...(reason ?? "").matchAll(/\b\d{4}-\d{2}-\d{2}\b/g)]
    .map(([day]) => new Date(`${day}T00:00:00Z`))
    .filter((day) => !Number.isNaN(day.getTime()));
  return days.at(-1) ?? null;
}

/** How long `coordinate` was deprecated, in words, and whether that is long enough. */
export function judgeRemoval(
  coordinate: string,
  isDeprecated: boolean,
  { days, now, deprecatedSince }: DeprecationPolicy,
): { isDue: boolean; message: string } {
  if (!isDeprecated) {
    return { isDue: false, message: `It was not deprecated; SCHEMA_DEPRECATION_DAYS asks for ${days} days.` };
  }
  const since = deprecatedSince(coordinate);
  if (since === null) {
    return {
      isDue: days === 0,
      message: `It was deprecated; the base does not say since when (${days} days are asked for).`,
    };
  }
  const lasted = daysBetween(since, now);
  return {
    isDue: lasted >= days,
    message: `It was deprecated for ${lasted} of ${days} days, since ${since.toISOString().slice(0, 10)}.`,
  };
}
