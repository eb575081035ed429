/** Plans a query: chooses an index, the intervals of its keys, and whether the result must be sorted. */
import type { Document } from "bson";
import { failure } from "../errors.js";
import type { StoredCollection } from "../storage/collection.js";
import type { CollectionIndex } from "../storage/collection-index.js";
import { countEntries } from "../storage/scan-entries.js";
import { equalValues } from "../values/compare.js";
import { isObject, toNumber } from "../values/types.js";
import { conditionsOf } from "./conditions.js";
import { type IndexAccess, indexAccess, isBounded, isUsable } from "./index-access.js";
import type { SortOrder } from "./sort.js";

/** How documents are fetched, with the stages' names in MongoDB; `sorted` is true when they come in the query's order. */
export type Access =
  | { stage: "COLLSCAN"; backwards: boolean; sorted: boolean }
  | IndexAccess
  | { stage: "OR"; branches: Access[]; sorted: false };

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
