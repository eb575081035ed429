/** Bounds the values of an attribute, each of which costs memory here and at whatever stores the metrics. */

/** The value that stands for all those that are not told apart. */
export const otherValue = "other";

/** Returns a function that returns a value unchanged if it is one of the first `most` different ones, else `other`. */
export function createBoundedLabel(most: number): (value: string) => string {
  const known = new Set<string>();
  return (value) => {
    if (known.has(value)) return value;
    if (known.size >= most) return otherValue;
    known.add(value);
    return value;
  };
}
