/** Applies the events about accounts to their profiles. */
import type { AccountData, Event } from "../../../platform/events/event.js";
import { copyAccount } from "./copy-account.js";
import { eraseProfile } from "./erase-profile.js";
import type { StoreParts } from "./parts.js";

/** The events that keep the copies of accounts up to date. */
export const accountEventTypes = [
  "user.deleted",
  "user.registered",
  "user.enabled",
  "user.disabled",
  "user.roles-changed",
  "user.email-changed",
] as const;

/** Applies one event. An event that comes twice or late changes nothing. */
export function applyAccountEvent(parts: StoreParts, event: Event): Promise<void> {
  return event.type === "user.deleted"
    ? eraseProfile(parts, event.subject, new Date(event.time))
    : copyAccount(parts, event.subject, event.data as AccountData);
}
