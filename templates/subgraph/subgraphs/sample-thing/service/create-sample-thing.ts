/** The use case `createSampleThing`. */
import { v7 as uuidv7 } from "uuid";
import type { Claims } from "../../../platform/identity/claims.js";
import type { SampleThingRecord } from "../model.js";
import type { SampleThingParts } from "./parts.js";
import { readName } from "./read-name.js";
import { type SampleThing, toSampleThing } from "./sample-thing.js";
import { toSampleThingEvent } from "./sample-thing-event.js";

/** Creates a sample thing that the caller owns. @throws AppError BAD_USER_INPUT naming the field. */
export async function createSampleThing(
  { models, relay }: SampleThingParts,
  input: { name: string },
  caller: Claims,
): Promise<SampleThing> {
  const now = new Date();
  const created: SampleThingRecord = {
    _id: uuidv7(),
    name: readName(input.name),
    ownerId: caller.subject,
    version: 1,
    deletedAt: null,
    createdAt: now,
    updatedAt: now,
    outbox: [],
  };
  created.outbox.push(toSampleThingEvent("sample-thing.created", created));
  await models.sampleThings.create(created);
  void relay.wake();
  return toSampleThing(created);
}
