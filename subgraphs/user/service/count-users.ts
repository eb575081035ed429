/** Counts the profiles of several lists at once. */
import { countUpToBound } from "../../../platform/database/bounded-count.js";
import type { BoundedCount } from "../../../platform/pagination.js";
import type { StoreParts } from "./parts.js";

/** The database filter of a list or a count. */
export type ProfileSelection = Record<string, unknown>;
/** Counts the matches of a filter; within a request each filter once. */
export type ProfileCounts = (selection: ProfileSelection) => Promise<BoundedCount>;

/** Returns how many profiles each filter matches. */
export function countUsers(
  { models: { profiles } }: StoreParts,
  filters: readonly ProfileSelection[],
): Promise<BoundedCount[]> {
  return Promise.all(
    filters.map(async (one) =>
      // The database knows the size of a collection without counting.
      Object.keys(one).length === 0
        ? { count: await profiles.estimatedDocumentCount(), isExact: true }
        : countUpToBound(profiles, one),
    ),
  );
}
