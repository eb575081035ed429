/** The use case `deleteSampleThing`. */
import type { Claims } from "../../../platform/identity/claims.js";
import { changeSampleThing } from "./change-sample-thing.js";
import type { SampleThingParts } from "./parts.js";

/** Deletes a sample thing as its owner or an admin. The document goes when its last event is published. */
export async function deleteSampleThing(
  parts: SampleThingParts,
  id: string,
  caller: Claims,
): Promise<{ id: string }> {
  await changeSampleThing(parts, id, caller, "sample-thing.deleted", () => ({
    name: "",
    deletedAt: new Date(),
  }));
  return { id };
}
