/** Finds the password hash of an imported row in the fields of other systems. */
import { type FirebaseParameters, writeFirebaseHash } from "../passwords/foreign-hashes/firebase.js";
import { type ForeignHash, ForeignHashError } from "../passwords/foreign-hashes/foreign-hash.js";
import { writeKeycloakHash } from "../passwords/foreign-hashes/keycloak.js";
import { readForeignHash } from "../passwords/foreign-hashes/read-foreign-hash.js";
import type { ImportRow } from "./import-fields.js";
import { readText } from "./value-forms.js";

/** A hash in its stored form, and its comparison. */
export interface RowHash {
  stored: string;
  hash: ForeignHash;
}

/**
 * Reads the hash; null when the row has none.
 * @throws ForeignHashError, or ValueError, when it has one that is not supported.
 */
export function readRowHash(row: ImportRow, firebase: FirebaseParameters | null): RowHash | null {
  const stored = findHash(row, firebase);
  return stored === null ? null : { stored, hash: readForeignHash(stored) };
}

function findHash(row: ImportRow, firebase: FirebaseParameters | null): string | null {
  if (row.credentials !== undefined) {
    const stored = writeKeycloakHash(row.credentials);
    if (stored !== null) return stored;
  }
  const text = readText("passwordHash", row.passwordHash);
  if (text === "") return null;
  const salt = readText("salt", row.salt);
  if (salt === "" || /^[${]/.test(text)) return text;
  if (firebase !== null) return writeFirebaseHash(firebase, text, salt);
  throw new ForeignHashError(
    "the hash has its salt in a column of its own: Firebase's need the project's parameters (--firebase-parameters FILE), others are not known here.",
  );
}
