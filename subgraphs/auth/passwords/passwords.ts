/** Hashes and verifies passwords: bcrypt over a keyed hash, one at a time, in the same time for unknown users. */
import { createHmac } from "node:crypto";
import { AppError } from "../../../platform/errors.js";
import { runAsOwnWork } from "../../../platform/request-work.js";
import type { PasswordConfig } from "../config.js";
import { createHashThread } from "./hash-thread.js";

/** What a sign-in learns about a password. */
export interface PasswordVerdict {
  correct: boolean;
  /** The stored hash has an older cost or pepper, or another system made it: it should be replaced by a new one. */
  outdated: boolean;
  /** Nothing can compare the stored hash; the password counts as wrong. */
  incomparable?: boolean;
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
 * (foreign-hashes/) is compared with what was typed, as that system did.
 */
export function createPasswords(
  { peppers, bcryptCost, waitMilliseconds }: PasswordConfig,
  onFault?: (error: unknown) => void,
) {
  const currentPepper = [...peppers.keys()].at(0);
  const thread = createHashThread(waitMilliseconds);
  let spare: Promise<string> | null = null;

  const prehash = (password: string, pepperId: string): string => {
    const pepper = peppers.get(pepperId);
    if (pepper === undefined) throw new Error(`There is no pepper "${pepperId}" to verify a password with.`);
    return createHmac("sha384", pepper).update(password.normalize("NFC")).digest("base64");
  };
  const hash = async (password: string): Promise<string> => {
    const pepperId = requirePepper(currentPepper);
    return `${pepperId}:${await thread.hash(prehash(password, pepperId), bcryptCost)}`;
  };

  /** Made once; it is what there is to compare with while there is no account. */
  const hashForNobody = (): Promise<string> => {
    // For all that wait for it, and not for the request that is first: that may be given up.
    spare ??= runAsOwnWork(() => hash("nobody has this password")).catch((error: unknown) => {
      spare = null;
      throw error;
    });
    return spare;
  };
  const compare = async (password: string, stored: string) => {
    const own = storedForm.exec(stored);
    if (own === null) {
      const matches = await thread.compare({ kind: "compare-foreign", password, stored });
      // Keys of HMAC are filled up with NULs: to PBKDF2 and scrypt, a password is the same with one at its end.
      return { matches: matches && !password.includes("\0"), outdated: true };
    }
    const [, pepperId = "", hashed = "", cost] = own;
    const matches = await thread.compare({ kind: "compare", text: prehash(password, pepperId), hashed });
    return { matches, outdated: pepperId !== currentPepper || Number(cost) !== bcryptCost };
  };

  return {
    /**
     * Refuses, before anything is counted or looked up, what would have to wait too long for a hash.
     * @throws HashNotStarted RATE_LIMITED or SERVICE_UNAVAILABLE.
     */
    requireTurn: thread.requireTurn,

    /** Hashes a new password. @throws HashNotStarted when it would wait too long. */
    hash,

    /**
     * Compares; `stored` is null for an unknown user, which is never correct and takes as long as `decoy`,
     * another account's hash, or a new one. What cannot be compared is not correct, and told to `onFault`.
     * @throws HashNotStarted when it would wait too long.
     */
    async verify(password: string, stored: string | null, decoy?: string): Promise<PasswordVerdict> {
      const nobodys = await hashForNobody();
      try {
        const { matches, outdated } = await compare(password, stored ?? decoy ?? nobodys);
        return { correct: matches && stored !== null && isWellFormed(password), outdated };
      } catch (error) {
        // Not compared for want of time or of a thread: that says nothing of the hash.
        if (error instanceof AppError) throw error;
        onFault?.(error);
        await compare(password, nobodys);
        return { correct: false, outdated: false, incomparable: true };
      }
    },

    /** Compares a hash of another system with some password. @throws when nothing can. */
    async tryOut(stored: string): Promise<void> {
      await compare("some password", stored);
    },
  };
}

/** Is this a text of whole characters? UTF-8 writes every half of a surrogate pair in the same way. */
export const isWellFormed = (text: string): boolean => !/\p{Cs}/u.test(text);

function requirePepper(id: string | undefined): string {
  if (id === undefined) throw new Error("There is no pepper.");
  return id;
}
