/** Changes one sample thing on the version on which the caller's rights were checked. */
import { changeVersioned } from "../../../platform/database/versioned.js";
import { notFound } from "../../../platform/errors.js";
import type { Claims } from "../../../platform/identity/claims.js";
import type { SampleThingRecord } from "../model.js";
import type { SampleThingParts } from "./parts.js";
import { type SampleThing, toSampleThing } from "./sample-thing.js";
import { isVisible } from "./sample-thing-access.js";
import { type SampleThingEventType, toSampleThingEvent } from "./sample-thing-event.js";

/**
 * Changes a sample thing by what `decide` returns, and publishes the event of the change.
 * @throws AppError NOT_FOUND when the caller may not see the sample thing; what `decide` throws.
 */
export async function changeSampleThing(
  { models, relay }: SampleThingParts,
  id: string,
  caller: Claims,
  type: SampleThingEventType,
  decide: (current: SampleThingRecord) => Partial<SampleThingRecord>,
): Promise<SampleThing> {
  const changed = await changeVersioned<SampleThingRecord>(
    models.sampleThings,
    id,
    (current) => {
      if (!isVisible(current, caller)) throw notFound("sample thing");
      return decide(current);
    },
    (next) => toSampleThingEvent(type, next),
  );
  if (changed === null) throw notFound("sample thing");
  void relay.wake();
  return toSampleThing(changed);
}
