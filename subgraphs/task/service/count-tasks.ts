/** Counts the tasks of several lists at once. */
import { countEachUpToBound, countUpToBound } from "../../../platform/database/bounded-count.js";
import type { BoundedCount } from "../../../platform/pagination.js";
import type { ReadParts } from "./parts.js";

/** The database filter of a list or a count. */
export type TaskSelection = Record<string, unknown>;
/** Counts the matches of a filter; within a request, several filters together and each once. */
export type TaskCounts = (selection: TaskSelection) => Promise<BoundedCount>;

/**
 * Returns how many tasks each filter matches. Filters with viewers take one command and the index by viewer; those of
 * an admin, without viewers, take the index by age.
 */
export async function countTasks(
  { models: { tasks } }: ReadParts,
  filters: readonly TaskSelection[],
): Promise<BoundedCount[]> {
  const ofViewers = filters.filter((one) => "viewerIds" in one);
  const counts = new Map<TaskSelection, BoundedCount>();
  for (const [index, count] of (await countEachUpToBound(tasks, ofViewers)).entries())
    counts.set(ofViewers[index]!, count);
  for (const one of filters) {
    if (!counts.has(one)) counts.set(one, await countUpToBound(tasks, one, hintFor(one)));
  }
  return filters.map((one) => counts.get(one)!);
}

/** A search has an index of its own. */
function hintFor(selection: TaskSelection): { [field: string]: 1 | -1 } {
  return "$and" in selection ? { searchKeys: 1 } : { createdAt: -1, _id: -1 };
}
