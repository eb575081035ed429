/** Compares values and keys in MongoDB's order. */
import { keyOf } from "./keys.js";

/** Returns the key that sorts first. */
export function lesser(a: string, b: string): string {
  return a < b ? a : b;
}

/** Returns the key that sorts last. */
export function greater(a: string, b: string): string {
  return a < b ? b : a;
}

/** Compares two values in MongoDB's order: negative, zero or positive. */
export function compareValues(left: unknown, right: unknown): number {
  if (typeof left === "number" && typeof right === "number" && left === right) return 0;
  const a = keyOf(left);
  const b = keyOf(right);
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Whether two values are equal in MongoDB: 1 equals 1.0, and subdocuments must have the same order of fields. */
export function equalValues(left: unknown, right: unknown): boolean {
  return left === right || keyOf(left) === keyOf(right);
}
