/** The use case `sampleThings`. */
import type { Claims } from "../../../platform/identity/claims.js";
import { keysetFilter, keysetSort, readPageRequest, toSlice } from "../../../platform/pagination.js";
import type { ReadParts } from "./parts.js";
import { type SampleThingPage, sampleThingFields, toSampleThing } from "./sample-thing.js";
import { visibleTo } from "./sample-thing-access.js";

const newestFirst = { field: "createdAt", direction: "DESC", type: "date" } as const;

/** Returns a page of the sample things that the caller may see. @throws AppError BAD_USER_INPUT naming the argument. */
export async function listSampleThings(
  { models }: ReadParts,
  page: { first?: number | null; after?: string | null },
  caller: Claims,
): Promise<SampleThingPage> {
  const request = readPageRequest(page, newestFirst);
  const found = await models.sampleThings
    .find({ $and: [visibleTo(caller), keysetFilter(request)] }, sampleThingFields)
    .sort(keysetSort(newestFirst))
    .limit(request.limit + 1)
    .lean();
  return toSlice(found, request, toSampleThing);
}
