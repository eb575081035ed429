/** The events about sample things. */
import { createEvent, type EventType } from "../../../platform/events/event.js";
import type { SampleThingRecord } from "../model.js";

/** The data of these events: a sample thing at the moment of the event. */
interface SampleThingData {
  version: number;
  ownerId: string;
}

declare module "../../../platform/events/event.js" {
  interface EventData {
    "sample-thing.created": SampleThingData;
    "sample-thing.updated": SampleThingData;
    "sample-thing.deleted": SampleThingData;
  }
}

/** The types of events about sample things. */
export type SampleThingEventType = Extract<EventType, `sample-thing.${string}`>;

/** The event of a change, with the sample thing as it is after it. */
export function toSampleThingEvent(
  type: SampleThingEventType,
  { _id, version, ownerId }: Pick<SampleThingRecord, "_id" | "version" | "ownerId">,
) {
  return createEvent("sample-thing", type, _id, { version, ownerId });
}
