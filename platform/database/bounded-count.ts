/** Counts documents up to a bound, so that the cost of a count does not grow with the collection. */
import type { Model } from "mongoose";
import type { BoundedCount } from "../pagination.js";

type Filter = Record<string, unknown>;

/** Counts up to this number are exact. */
const mostCounted = 1_000;

/** Returns the bounded count for a number that was counted up to one above the bound. */
const toBounded = (counted: number): BoundedCount => ({
  count: Math.min(counted, mostCounted),
  isExact: counted <= mostCounted,
});

/** Counts the documents that match a filter, along the index of the hint. */
export async function countUpToBound<Record>(
  model: Model<Record>,
  filter: Filter,
  hint?: { [field: string]: 1 | -1 },
): Promise<BoundedCount> {
  const options = { limit: mostCounted + 1, ...(hint && { hint }) };
  return toBounded(await model.countDocuments(filter as never, options));
}

/**
 * Counts several filters in one command, each along its own index.
 * @public Offered to subgraphs, whether or not one uses it.
 */
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
