/** Hashes the text of an operation. */
import { createHash } from "node:crypto";

/** SHA-256 in hex: the hash by which clients name a persisted operation, and the key of a document in caches. */
export function hashText(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
