/** Checks and compares the paths of an update. */
import { failure } from "../errors.js";
import { isIndex } from "../values/paths.js";

/** Whether a part of a path stands for array elements: `$`, `$[]` or `$[name]`; any other is a field's name. */
export function isPositional(part: string): boolean {
  return part === "$" || /^\$\[.*\]$/.test(part);
}

/** Throws for a path that MongoDB refuses. */
export function requireValidPath(path: string): void {
  if (path === "") throw failure(56, "An empty update path is not valid.");
  const parts = path.split(".");
  if (parts.includes(""))
    throw failure(56, `The update path '${path}' contains an empty field name, which is not allowed.`);
  if (isPositional(parts[0]!))
    throw failure(2, `Cannot have positional (i.e. '$') element in the first position in path '${path}'`);
  if (parts.filter((part) => part === "$").length > 1)
    throw failure(2, `Too many positional (i.e. '$') elements found in path '${path}'`);
  if (parts.includes("__proto__"))
    throw failure(2, "embedded-mongo does not update fields that are called __proto__");
}

/** Orders paths part by part, array indexes as numbers. */
export function comparePaths(a: string, b: string): number {
  const [left, right] = [a.split("."), b.split(".")];
  for (let i = 0; i < Math.min(left.length, right.length); i++) {
    const [x, y] = [left[i]!, right[i]!];
    if (x !== y) return isIndex(x) && isIndex(y) ? Number(x) - Number(y) : x < y ? -1 : 1;
  }
  return left.length - right.length;
}

/** Throws ConflictingUpdateOperators when a path equals or contains another. */
export function requireNoConflicts(paths: string[]): void {
  const sorted = paths.map((path) => `${path}.`).sort();
  for (let i = 1; i < sorted.length; i++) {
    const [first, second] = [sorted[i - 1]!, sorted[i]!];
    if (second.startsWith(first))
      throw failure(40, `Updating the path '${second.slice(0, -1)}' would create a conflict`);
  }
}
