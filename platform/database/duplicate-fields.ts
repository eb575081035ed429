/** Recognizes a write that a unique index refused, on every server that the product supports. */

/** DocumentDB's findAndModify passes PostgreSQL's message on as InternalError. */
const uniqueViolation =
  /duplicate key value violates unique constraint|conflicting key value violates exclusion constraint/;

/**
 * Returns the fields whose value is taken when a write failed on a unique index; null for another error. A server that
 * does not list the fields names the index, whose default name consists of them; without either the list is empty.
 */
export function duplicateFields(error: unknown): string[] | null {
  const { code, keyPattern, message = "" } = (error ?? {}) as DuplicateKeyError;
  if (code !== 11_000 && !(code === 1 && uniqueViolation.test(message))) return null;
  if (keyPattern) return Object.keys(keyPattern);
  const index = /\bindex:? '?([^\s']+)/i.exec(message)?.[1] ?? "";
  return index === "_id_" ? ["_id"] : Array.from(index.matchAll(/(.+?)_-?1(?:_|$)/g), ([, field]) => field!);
}

interface DuplicateKeyError {
  code?: unknown;
  keyPattern?: object;
  message?: string;
}
