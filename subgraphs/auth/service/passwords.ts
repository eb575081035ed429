/** Hashes and verifies passwords: bcrypt over a keyed hash, one at a time, in the same time for unknown users. */
import { createHmac } from "node:crypto";
import type { PasswordConfig } from "../config.js";
import { createHashThread } from "./hash-thread.js";

/** What a sign-in learns about a password. */
export interface PasswordVerdict {
  correct: boolean;
  /** The stored hash has an older cost or pepper, or another system made it: it should be replaced by a new one. */
  outdated: boolean;
}

export type Passwords = ReturnType<typeof createPasswords>;

/** Longest password that is even looked at, in UTF-16 units; a longer one is simply wrong. */
export const longestPassword = 1024;

const storedForm = /^([\w-]{1,32}):(\$2[aby]\$(\d\d)\$.{53})$/;

/**
 * Creates the hasher. bcrypt reads 72 bytes and stops at a NUL; so it is given the base64 of
 * HMAC-SHA-384(password, pepper), 64 characters that depend on every bit of the password. The stored form is
 * `PEPPER_ID:BCRYPT_HASH`.
 *
 * The password is put into Unicode form NFC first, as RFC 8265 (OpaqueString) has it: two keyboards that spell
 * the same letters give the same password, while NFKC would make different ones equal. A hash of another system
 * (foreign-hashes.ts) is compared with what was typed, as that system did.
 */
export function createPasswords({ peppers, bcryptCost }: PasswordConfig) {
  const currentPepper = [...peppers.keys()].at(0);
  const thread = createHashThread();
  let decoy: string | null = null;

  const prehash = (password: string, pepperId: string): string => {
    const pepper = peppers.get(pepperId);
    if (pepper === undefined) throw new Error(`There is no pepper "${pepperId}" to verify a password with.`);
    return createHmac("sha384", pepper).update(password.normalize("NFC")).digest("base64");
  };
  const hash = async (password: string): Promise<string> => {
    const pepperId = requirePepper(currentPepper);
    return `${pepperId}:${await thread.hash(prehash(password, pepperId), bcryptCost)}`;
  };

  return {
    /** Hashes a new password. @throws AppError SERVICE_UNAVAILABLE when too many wait. */
    hash,

    /**
     * Compares; `stored` is null for an unknown user, which takes as long and is never correct: as long as
     * `example`, somebody else's hash, or else a new one.
     */
    async verify(password: string, stored: string | null, example?: string): Promise<PasswordVerdict> {
      decoy ??= await hash("nobody has this password");
      const compared = stored ?? example ?? decoy;
      const own = storedForm.exec(compared);
      if (own === null) {
        const matches = await thread.compare({ kind: "compare-foreign", password, stored: compared });
        // Keys of HMAC are filled up with NULs: to PBKDF2 and scrypt, a password is the same with one at its end.
        const whole = isWellFormed(password) && !password.includes("\0");
        return { correct: matches && stored !== null && whole, outdated: true };
      }
      const [, pepperId = "", hashed = "", cost] = own;
      const matches = await thread.compare({ kind: "compare", text: prehash(password, pepperId), hashed });
      const outdated = pepperId !== currentPepper || Number(cost) !== bcryptCost;
      return { correct: matches && stored !== null && isWellFormed(password), outdated };
    },
  };
}

/** Is this a text of whole characters? UTF-8 writes every half of a surrogate pair in the same way. */
export const isWellFormed = (text: string): boolean => !/\p{Cs}/u.test(text);

function requirePepper(id: string | undefined): string {
  if (id === undefined) throw new Error("There is no pepper.");
  return id;
}
