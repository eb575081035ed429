/** Intervals of index keys: points, unions, intersections. */
import type { Interval } from "../storage/ordered-entries.js";
import { greater, lesser } from "../values/compare.js";
import { invertKey } from "../values/invert-key.js";
import { afterKey } from "../values/keys.js";

/** All keys. */
export const everything: Interval = { low: "", high: afterKey };

/** Whether an interval holds a single value. */
export function isPoint({ low, high }: Interval): boolean {
  return low !== "" && high === low + afterKey;
}

/** The interval of a single value. */
export function point(key: string): Interval {
  return { low: key, high: key + afterKey };
}

/** Sorts intervals and joins those that overlap. */
export function union(intervals: Interval[]): Interval[] {
  const sorted = [...intervals].sort((a, b) => (a.low < b.low ? -1 : a.low > b.low ? 1 : 0));
  const joined: Interval[] = [];
  for (const { low, high } of sorted) {
    const last = joined.at(-1);
    if (last && low < last.high) last.high = greater(high, last.high);
    else joined.push({ low, high });
  }
  return joined;
}

/** The intersection of two lists of intervals. */
export function intersect(left: Interval[], right: Interval[]): Interval[] {
  return left.flatMap((a) =>
    right
      .map((b) => ({ low: greater(a.low, b.low), high: lesser(a.high, b.high) }))
      .filter(({ low, high }) => low < high),
  );
}

/** The same values in a descending index field. */
export function descending(intervals: Interval[]): Interval[] {
  return intervals.map(({ low, high }) => ({ low: flip(high), high: flip(low) })).reverse();
}

function flip(end: string): string {
  return end.endsWith(afterKey) ? invertKey(end.slice(0, -1)) : invertKey(end) + afterKey;
}
