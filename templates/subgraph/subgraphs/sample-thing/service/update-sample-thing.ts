/** The use case `updateSampleThing`. */
import { badInput, conflict } from "../../../platform/errors.js";
import type { Claims } from "../../../platform/identity/claims.js";
import { changeSampleThing } from "./change-sample-thing.js";
import type { SampleThingParts } from "./parts.js";
import { readName } from "./read-name.js";
import type { SampleThing } from "./sample-thing.js";

/** A change of a sample thing; what is absent stays. */
export interface SampleThingChange {
  name?: string | null | undefined;
  expectedVersion?: number | null | undefined;
}

/**
 * Changes a sample thing as its owner or an admin.
 * @throws AppError BAD_USER_INPUT naming the field; CONFLICT when `expectedVersion` is not the sample thing's version.
 */
export async function updateSampleThing(
  parts: SampleThingParts,
  id: string,
  { name, expectedVersion }: SampleThingChange,
  caller: Claims,
): Promise<SampleThing> {
  if (name == null) throw badInput("name", "There is nothing to change: name is absent.");
  const changes = { name: readName(name) };
  return changeSampleThing(parts, id, caller, "sample-thing.updated", ({ version }) => {
    if (expectedVersion != null && expectedVersion !== version) {
      throw conflict(
        `The sample thing has changed meanwhile; it is now at version ${version}.`,
        "expectedVersion",
      );
    }
    return changes;
  });
}
