/** Chooses how to run a query: which index, which runs of its keys, and whether the result must be sorted. */
import type { Document } from "bson";
import { failure } from "../errors.js";
import type { StoredCollection } from "../storage/collection.js";
import type { CollectionIndex, IndexField } from "../storage/collection-index.js";
import type { Interval } from "../storage/ordered-entries.js";
import { equalValues } from "../values/order.js";
import { isObject, isOperatorObject, toNumber } from "../values/values.js";
import { type Condition, conditionsOf, descending, EVERYTHING, intersect, isPoint } from "./bounds.js";
import type { SortOrder } from "./sorting.js";

const MAX_INTERVALS = 1000;

/** How documents are fetched; `sorted` tells that they come in the order asked for. */
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

/** Plans a query; `limit` (0: none) makes an index that gives the order more attractive. */
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

/** Whether the index surely holds every document that can match. */
function isUsable(index: CollectionIndex, conditions: Condition[], filter: Document): boolean {
  const { sparse, partialFilterExpression } = index.definition;
  const isIndexed = (path: string) => index.fields.some((field) => field.path === path);
  if (sparse && !conditions.some(({ path, needsValue }) => needsValue && isIndexed(path))) return false;
  return !partialFilterExpression || implies(filter, partialFilterExpression);
}

/** Whether a filter's own clauses guarantee each clause of a partial index's filter. */
function implies(filter: Document, partial: Document): boolean {
  const given = conditionsOf(filter);
  return Object.entries(partial).every(([path, wanted]) => {
    if (path === "$and") return (wanted as Document[]).every((branch) => implies(filter, branch));
    if (path in filter && equalValues(filter[path], wanted)) return true;
    if (path[0] === "$") return false;
    const parts = isOperatorObject(wanted)
      ? Object.entries(wanted).map(([name, value]) => ({ [path]: { [name]: value } }))
      : [{ [path]: wanted }];
    return parts.every((part) => {
      const exists = isObject(part[path]) && (part[path] as Document).$exists;
      const [needed] = conditionsOf(part);
      return given.some(
        (condition) =>
          condition.path === path &&
          (exists === true
            ? condition.needsValue
            : needed !== undefined &&
              !("$type" in Object(part[path])) &&
              isWithin(condition.intervals, needed.intervals)),
      );
    });
  });
}

function isWithin(inner: Interval[], outer: Interval[]): boolean {
  return inner.every(({ low, high }) => outer.some((one) => one.low <= low && high <= one.high));
}

function indexAccess(index: CollectionIndex, conditions: Condition[], sort: SortOrder): IndexAccess {
  const bounds = fieldBounds(index, conditions);
  let prefixes = [""];
  let intervals: Interval[] = [EVERYTHING];
  for (const [i, field] of index.fields.entries()) {
    const own = bounds[i]!;
    if (own[0] === EVERYTHING) break;
    const inOrder = field.descending ? descending(own) : own;
    if (prefixes.length * inOrder.length > MAX_INTERVALS) break;
    intervals = prefixes.flatMap((prefix) =>
      inOrder.map(({ low, high }) => ({ low: prefix + low, high: prefix + high })),
    );
    if (!own.every(isPoint)) break;
    prefixes = intervals.map(({ low }) => low);
  }
  const direction = sortDirection(index, bounds, sort);
  return { stage: "IXSCAN", index, intervals, backwards: direction < 0, sorted: direction !== 0 };
}

/** The runs of values of each of the index's fields; EVERYTHING where nothing is known. */
function fieldBounds(index: CollectionIndex, conditions: Condition[]): Interval[][] {
  let multikeyBounded = false;
  return index.fields.map((field) => {
    const own = conditions.filter(({ path }) => path === field.path).map(({ intervals }) => intervals);
    // Two conditions on one array may be met by different elements, as may conditions on two paths of it.
    if (own.length === 0 || (field.multikey && multikeyBounded)) return [EVERYTHING];
    if (!field.multikey) return own.reduce(intersect);
    multikeyBounded = true;
    return (
      own.find((intervals) => intervals.every(isPoint)) ??
      own.find(([first]) => first !== EVERYTHING) ??
      own[0]!
    );
  });
}

/** 1 or -1 if walking the index that way gives the sort's order, else 0. */
function sortDirection(index: CollectionIndex, bounds: Interval[][], sort: SortOrder): number {
  if (sort.length === 0) return 1;
  const isFixed = (i: number) => bounds[i]!.length === 1 && isPoint(bounds[i]![0]!);
  let direction = 0;
  let i = 0;
  for (const [path, wanted] of sort) {
    const own = index.fields.findIndex((field: IndexField) => field.path === path);
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

/** A union of index scans if every branch of a top-level `$or` has one. */
function orAccess(collection: StoredCollection, filter: Document): Access | undefined {
  const or = filter.$or;
  if (!Array.isArray(or)) return undefined;
  const { $or: _, ...rest } = filter;
  const branches = or.map((branch) => planQuery(collection, { $and: [branch, rest] }, [], undefined, 0));
  return branches.some(({ stage }) => stage !== "IXSCAN")
    ? undefined
    : { stage: "OR", branches, sorted: false };
}

/** Estimates of the work: keys to look at, doubled for a sort, cut short by a limit where the order is given. */
function costsOf(candidates: IndexAccess[], limit: number): number[] {
  const counts = candidates.map(({ index, intervals }) =>
    intervals.reduce((sum, interval) => sum + index.entries.count(interval), 0),
  );
  const fewest = Math.max(1, Math.min(...counts));
  return candidates.map((access, i) => {
    const count = counts[i]!;
    // Ties go to the index that gives the order, then to the one with fewer fields left open.
    if (!access.sorted) return count * 2 + 0.5;
    return limit > 0 ? Math.min(count, count * (limit / fewest)) : count;
  });
}
