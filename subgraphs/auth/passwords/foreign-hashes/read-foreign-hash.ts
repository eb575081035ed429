/** Reads the password hashes of other systems, which come by import and go at the next sign-in. */
import { argon2Schemes } from "./argon2.js";
import { bcryptSchemes } from "./bcrypt.js";
import { firebaseSchemes } from "./firebase.js";
import { type ForeignHash, ForeignHashError, limits } from "./foreign-hash.js";
import { pbkdf2Schemes } from "./pbkdf2.js";
import { refusalOf } from "./refused.js";
import { scryptSchemes } from "./scrypt.js";

const schemes = [pbkdf2Schemes, scryptSchemes, bcryptSchemes, argon2Schemes, firebaseSchemes].flat();

/**
 * Reads a hash in one of the forms that `npm run import-users -- --help` lists.
 * @throws ForeignHashError when it has none of these, is malformed, or dearer than a sign-in may be.
 */
export function readForeignHash(text: string): ForeignHash {
  if (text.length <= limits.textLength) {
    for (const { form, read } of schemes) {
      const match = form.exec(text);
      if (match !== null) return read(match.slice(1));
    }
    const refusal = refusalOf(text);
    if (refusal !== null) throw new ForeignHashError(refusal);
  }
  throw new ForeignHashError("the hash has no form that is known here.");
}
