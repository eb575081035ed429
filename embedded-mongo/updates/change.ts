/** A change of one value. */

/** Returned by a change that leaves the value as it is. */
export const unchanged = Symbol("unchanged");
/** From the old value at a path to the new one; undefined stands for a missing value. */
export type Change = (value: unknown) => unknown;
