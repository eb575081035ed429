/** Writes BSON, and limits the depth of what is stored. */
import { type Document, serialize } from "bson";
import { failure } from "../errors.js";
import { maxDepth } from "./limits.js";
import { isObject } from "./types.js";

/** Writes a document as BSON into a buffer of its own. */
export function writeDocument(document: Document): Buffer {
  const bytes = serialize(document, { ignoreUndefined: true });
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** Throws for a document that is nested too deep to be stored. */
export function requireStorableDepth(value: unknown, depth = 1): void {
  if (!Array.isArray(value) && !isObject(value)) return;
  if (depth > maxDepth) throw failure(15, `exceeded depth limit of ${maxDepth} nested documents`);
  for (const inner of Object.values(value)) requireStorableDepth(inner, depth + 1);
}
