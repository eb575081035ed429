/** What is left of a deleted account: its id, and placeholders for non-null fields. */

/** Replaces the username and the display name. The space distinguishes it from every username. */
export const placeholderName = "deleted account";

/** Replaces the times of a tombstone without a record of the deletion. */
export const placeholderTime = new Date(0);
