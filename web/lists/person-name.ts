/** How people are called in lists and fields. */
import type { PersonNameFragment } from "./operations.generated.js";

/** A person as pages name them. */
export type Person = PersonNameFragment;

/** Names a person: the name that they chose, and the unique one if that differs. */
export function namePerson({ displayName, username, deleted }: Person): string {
  if (deleted) return "Deleted account";
  return displayName === username ? username : `${displayName} (${username})`;
}
