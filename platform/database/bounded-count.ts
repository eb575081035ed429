/** Counts what filters match, up to a bound, so that a count costs no more however much is stored. */
import type { Model } from "mongoose";
import type { BoundedCount } from "../pagination.js";

type Filter = Record<string, unknown>;

/** So many are counted exactly; where more match, it is known that there are more. */
const mostCounted = 1_000;

/** Makes a bounded count of what was counted up to one more than the bound. */
const toBounded = (counted: number): BoundedCount => ({
  count: Math.min(counted, mostCounted),
  isExact: counted <= mostCounted,
});

/** Counts one filter, along the index that the hint names, if it is given. */
export async function countUpToBound<Record>(
  model: Model<Record>,
  filter: Filter,
  hint?: { [field: string]: 1 | -1 },
): Promise<BoundedCount> {
  const options = { limit: mostCounted + 1, ...(hint && { hint }) };
  return toBounded(await model.countDocuments(filter as never, options));
}

/** Counts several filters in one command, each along an index of its own. */
export async function countEachUpToBound<Record>(
  model: Model<Record>,
  filters: readonly Filter[],
): Promise<BoundedCount[]> {
  const [first, ...others] = filters;
  if (first === undefined) return [];
  if (others.length === 0) return [await countUpToBound(model, first)];
  const stagesOf = (filter: Filter, index: number) => [
    { $match: filter },
    { $limit: mostCounted + 1 },
    { $group: { _id: { $literal: index }, counted: { $sum: 1 } } },
  ];
  const found = await model.aggregate<{ _id: number; counted: number }>([
    ...stagesOf(first, 0),
    ...others.map((filter, index) => ({
      $unionWith: { coll: model.collection.name, pipeline: stagesOf(filter, index + 1) },
    })),
  ]);
  const byIndex = new Map(found.map(({ _id, counted }) => [_id, counted]));
  return filters.map((_filter, index) => toBounded(byIndex.get(index) ?? 0));
}
