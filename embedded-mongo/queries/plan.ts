/** Plans a query: chooses an index, the intervals of its keys, and whether the result must be sorted. */
import type { Document } from "bson";
import { failure } from "../errors.js";
import type { StoredCollection } from "../storage/collection.js";
import type { CollectionIndex } from "../storage/collection-index.js";
import { countEntries, type Interval } from "../storage/ordered-entries.js";
import { equalValues } from "../values/compare.js";
import { isObject, toNumber } from "../values/types.js";
import { type Condition, conditionsOf } from "./conditions.js";
import { impliesFilter } from "./implies-filter.js";
import { descending, everything, intersect, isPoint } from "./intervals.js";
import type { SortOrder } from "./sort.js";

const maxIntervals = 1000;

/** How documents are fetched, with the stages' names in MongoDB; `sorted` is true when they come in the query's order. */
export type Access =
  | { stage: "COLLSCAN"; backwards: boolean; sorted: boolean }
  | IndexAccess
  | { stage: "OR"; branches: Access[]; sorted: false };

interface IndexAccess {
  stage: "IXSCAN";
  index: CollectionIndex;
  intervals: Interval[];
  backwards: boolean;
  sorted: boolean;
}

/** Plans a query; a `limit` (0: none) lowers the cost of an index that yields the query's order. */
export function planQuery(
  collection: StoredCollection,
  filter: Document,
  sort: SortOrder,
  hint: unknown,
  limit: number,
): Access {
  const isNatural = sort[0]?.[0] === "$natural";
  const natural = isNatural ? sort[0]![1] : hintedNatural(hint);
  if (natural) return { stage: "COLLSCAN", backwards: natural < 0, sorted: sort.length === 0 || isNatural };
  const conditions = conditionsOf(filter);
  const hinted = hint === undefined ? undefined : findHinted(collection, hint);
  if (hinted) return indexAccess(hinted, conditions, sort);
  const candidates = collection.indexes
    .filter((index) => isUsable(index, conditions, filter))
    .map((index) => indexAccess(index, conditions, sort))
    .filter(({ index, sorted }) => (sorted && sort.length > 0) || isBounded(index, conditions));
  if (candidates.length > 0) {
    const costs = costsOf(candidates, limit);
    return candidates[costs.indexOf(Math.min(...costs))]!;
  }
  return orAccess(collection, filter) ?? { stage: "COLLSCAN", backwards: false, sorted: sort.length === 0 };
}

function hintedNatural(hint: unknown): number {
  return isObject(hint) && "$natural" in hint ? toNumber(hint.$natural) : 0;
}

function findHinted(collection: StoredCollection, hint: unknown): CollectionIndex | undefined {
  if (isObject(hint) && Object.keys(hint).length === 0) return undefined;
  const found = collection.indexes.find((index) =>
    typeof hint === "string" ? index.name === hint : equalValues(index.definition.key, hint),
  );
  if (!found) throw failure(2, "hint provided does not correspond to an existing index");
  return found;
}

function isBounded(index: CollectionIndex, conditions: Condition[]): boolean {
  return conditions.some(({ path }) => path === index.fields[0]!.path);
}

/** Whether the index holds every document that can match. */
function isUsable(index: CollectionIndex, conditions: Condition[], filter: Document): boolean {
  const { sparse, partialFilterExpression } = index.definition;
  const isIndexed = (path: string) => index.fields.some((field) => field.path === path);
  if (sparse && !conditions.some(({ path, needsValue }) => needsValue && isIndexed(path))) return false;
  return !partialFilterExpression || impliesFilter(filter, partialFilterExpression);
}

function indexAccess(index: CollectionIndex, conditions: Condition[], sort: SortOrder): IndexAccess {
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

/** A union of index scans when each branch of a top-level `$or` has one. */
function orAccess(collection: StoredCollection, filter: Document): Access | undefined {
  const or = filter.$or;
  if (!Array.isArray(or)) return undefined;
  const { $or: _, ...rest } = filter;
  const branches = or.map((branch) => planQuery(collection, { $and: [branch, rest] }, [], undefined, 0));
  return branches.some(({ stage }) => stage !== "IXSCAN")
    ? undefined
    : { stage: "OR", branches, sorted: false };
}

/** Estimated costs: the keys to examine, doubled for a sort, reduced by a limit when the index yields the order. */
function costsOf(candidates: IndexAccess[], limit: number): number[] {
  const counts = candidates.map(({ index, intervals }) =>
    intervals.reduce((sum, interval) => sum + countEntries(index.entries, interval), 0),
  );
  const fewest = Math.max(1, Math.min(...counts));
  return candidates.map((access, i) => {
    const count = counts[i]!;
    // At equal counts an index that yields the order is cheaper.
    if (!access.sorted) return count * 2 + 0.5;
    return limit > 0 ? Math.min(count, count * (limit / fewest)) : count;
  });
}
