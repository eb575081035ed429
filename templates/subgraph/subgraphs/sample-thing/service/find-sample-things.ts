/** Finds sample things by their ids. */
import type { Claims } from "../../../platform/identity/claims.js";
import type { ReadParts } from "./parts.js";
import { type SampleThing, sampleThingFields, toSampleThing } from "./sample-thing.js";
import { visibleTo } from "./sample-thing-access.js";

/** Returns the sample things in the order of `ids`; null for each that the caller may not see. */
export async function findSampleThings(
  { models }: ReadParts,
  ids: readonly string[],
  caller: Claims,
): Promise<(SampleThing | null)[]> {
  const found = await models.sampleThings
    .find({ _id: { $in: ids }, ...visibleTo(caller) }, sampleThingFields)
    .lean();
  const byId = new Map(found.map((one) => [one._id, toSampleThing(one)]));
  return ids.map((id) => byId.get(id) ?? null);
}
