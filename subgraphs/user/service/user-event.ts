/** The event about profiles. */
import { type CloudEvent, createEvent } from "../../../platform/events/event.js";

declare module "../../../platform/events/event.js" {
  interface EventData {
    "user.updated": { version: number; displayName: string };
  }
}

/** The event of a changed profile, with the profile as it is after the change. */
export function toUserEvent(id: string, version: number, displayName: string): CloudEvent<"user.updated"> {
  return createEvent("user", "user.updated", id, { version, displayName });
}
