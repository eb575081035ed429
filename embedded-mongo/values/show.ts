/** Values in error messages. */
import { isObject } from "./types.js";

/** Returns a value as MongoDB's messages show it. */
export function show(value: unknown): string {
  if (typeof value === "string") return `"${value}"`;
  if (value instanceof Date) return `new Date(${value.getTime()})`;
  if (Array.isArray(value)) return value.length ? `[ ${value.map(show).join(", ")} ]` : "[]";
  if (isObject(value)) {
    const fields = Object.entries(value).map(([name, inner]) => `${name}: ${show(inner)}`);
    return fields.length ? `{ ${fields.join(", ")} }` : "{}";
  }
  if (typeof value === "object" && value !== null && "toHexString" in value)
    return `ObjectId('${String(value)}')`;
  return String(value);
}
