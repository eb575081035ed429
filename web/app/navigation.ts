/** The pages that the navigation leads to; every page is in pages.ts. */
import type { IconName } from "../design/icon.js";

/** A page in the navigation. */
type Entry = readonly [to: string, label: string, icon: IconName];

/** The pages of every user, in order. */
export const entries: readonly [Entry, ...Entry[]] = [
  ["/tasks", "Tasks", "tasks"],
  ["/profile", "Profile", "profile"],
  ["/security", "Security", "shield"],
];

/** The pages of admins. */
export const adminEntries: readonly Entry[] = [
  ["/people", "People", "people"],
  ["/audit-trail", "Audit trail", "trail"],
  ["/system", "System", "system"],
];

/** The page of a signed-in user who comes to `/`. */
export const [[home]] = entries;
