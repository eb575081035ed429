/** The scan of one index for a query: the intervals of its keys, and whether they come in the query's order. */
import type { Document } from "bson";
import type { CollectionIndex } from "../storage/collection-index.js";
import type { Interval } from "../storage/ordered-entries.js";
import type { Condition } from "./condition-intervals.js";
import { impliesFilter } from "./implies-filter.js";
import { descending, everything, intersect, isPoint } from "./intervals.js";
import type { SortOrder } from "./sort.js";

const maxIntervals = 1000;

/** A scan of the index, with the stage's name in MongoDB. */
export interface IndexAccess {
  stage: "IXSCAN";
  index: CollectionIndex;
  intervals: Interval[];
  backwards: boolean;
  sorted: boolean;
}

/** Returns whether a condition limits the index's first field. */
export function isBounded(index: CollectionIndex, conditions: Condition[]): boolean {
  return conditions.some(({ path }) => path === index.fields[0]!.path);
}

/** Whether the index holds every document that can match. */
export function isUsable(index: CollectionIndex, conditions: Condition[], filter: Document): boolean {
  const { sparse, partialFilterExpression } = index.definition;
  const isIndexed = (path: string) => index.fields.some((field) => field.path === path);
  if (sparse && !conditions.some(({ path, needsValue }) => needsValue && isIndexed(path))) return false;
  return !partialFilterExpression || impliesFilter(filter, partialFilterExpression);
}

/** Returns the scan of an index for these conditions. */
export function indexAccess(index: CollectionIndex, conditions: Condition[], sort: SortOrder): IndexAccess {
  const bounds = fieldBounds(index, conditions);
  let prefixes = [""];
  let intervals: Interval[] = [everything];
  for (const [i, field] of index.fields.entries()) {
    const own = bounds[i]!;
    if (own[0] === everything) break;
    const inOrder = field.descending ? descending(own) : own;
    if (prefixes.length * inOrder.length > maxIntervals) break;
    intervals = prefixes.flatMap((prefix) =>
      inOrder.map(({ low, high }) => ({ low: prefix + low, high: prefix + high })),
    );
    if (!own.every(isPoint)) break;
    prefixes = intervals.map(({ low }) => low);
  }
  const direction = sortDirection(index, bounds, sort);
  return { stage: "IXSCAN", index, intervals, backwards: direction < 0, sorted: direction !== 0 };
}

/** The intervals of each index field; `everything` for a field without a usable condition. */
function fieldBounds(index: CollectionIndex, conditions: Condition[]): Interval[][] {
  let multikeyBounded = false;
  return index.fields.map((field) => {
    const own = conditions.filter(({ path }) => path === field.path).map(({ intervals }) => intervals);
    // Different elements of an array may meet two conditions on it, or on two paths through it.
    if (own.length === 0 || (field.multikey && multikeyBounded)) return [everything];
    if (!field.multikey) return own.reduce(intersect);
    multikeyBounded = true;
    return (
      own.find((intervals) => intervals.every(isPoint)) ??
      own.find(([first]) => first !== everything) ??
      own[0]!
    );
  });
}

/** 1 or -1 when a scan in that direction yields the sort's order, else 0. */
function sortDirection(index: CollectionIndex, bounds: Interval[][], sort: SortOrder): number {
  if (sort.length === 0) return 1;
  const isFixed = (i: number) => bounds[i]!.length === 1 && isPoint(bounds[i]![0]!);
  let direction = 0;
  let i = 0;
  for (const [path, wanted] of sort) {
    const own = index.fields.findIndex((field) => field.path === path);
    if (own >= 0 && isFixed(own) && !index.fields[own]!.multikey) continue;
    while (i < index.fields.length && index.fields[i]!.path !== path && isFixed(i)) i++;
    const field = index.fields[i];
    if (!field || field.path !== path || field.multikey) return 0;
    const step = field.descending === wanted < 0 ? 1 : -1;
    if (direction !== 0 && step !== direction) return 0;
    direction = step;
    i++;
  }
  return direction || 1;
}
