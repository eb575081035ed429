/** What stays of an account that is gone: its id, and placeholders for what a field may not leave null. */

/** Stands for the username and the display name. The space keeps it apart from every username. */
export const placeholderName = "deleted account";

/** Stands for the times of a tombstone for which no record of the deletion is kept. */
export const placeholderTime = new Date(0);
