/** Hashes and verifies passwords: bcrypt over a keyed hash, one at a time, in the same time for unknown users. */
import { AppError } from "../../../platform/errors.js";
import { runAsOwnWork } from "../../../platform/request-work.js";
import type { PasswordConfig } from "./config.js";
import type { HashMeter } from "./hash-meter.js";
import { createHashThread } from "./hash-thread.js";
import { isWellFormed } from "./judge-password.js";
import { formatOwnHash, parseOwnHash, prehash } from "./own-hash.js";

/** The result of a verification. */
export interface PasswordVerdict {
  correct: boolean;
  /** The stored hash has an older cost or pepper, or another system made it: it should be replaced. */
  outdated: boolean;
  /** Nothing can compare the stored hash; the password counts as wrong. */
  incomparable?: boolean;
}

export type Passwords = ReturnType<typeof createPasswords>;

/** Longest password that is compared, in UTF-16 units; a longer one is wrong. */
export const longestPassword = 1024;

/** Creates the hasher. A hash of another system (foreign-hashes/) is compared as that system did. */
export function createPasswords(
  config: PasswordConfig,
  onFault?: (error: unknown) => void,
  meter?: HashMeter,
) {
  const thread = createHashThread(config.waitMilliseconds, meter);

  const hash = async (password: string): Promise<string> => {
    const pepperId = currentPepperOf(config);
    return formatOwnHash(pepperId, await thread.hash(prehash(config, pepperId, password), config.bcryptCost));
  };
  const compare = async (password: string, stored: string) => {
    const own = parseOwnHash(stored);
    if (own === null) {
      const matches = await thread.compare({ kind: "compare-foreign", password, stored });
      // HMAC fills its keys up with NULs: to PBKDF2 and scrypt, a password is the same with a NUL at its end.
      return { matches: matches && !password.includes("\0"), outdated: true };
    }
    const { pepperId, bcryptHash, cost } = own;
    const text = prehash(config, pepperId, password);
    const matches = await thread.compare({ kind: "compare", text, hashed: bcryptHash });
    return { matches, outdated: pepperId !== currentPepperOf(config) || cost !== config.bcryptCost };
  };
  const spareHash = createOnce(() => hash("no account has this password"));

  return {
    /**
     * Refuses, before anything is counted or looked up, a request whose hash would have to wait too long.
     * @throws HashNotStarted RATE_LIMITED or SERVICE_UNAVAILABLE.
     */
    requireTurn: thread.requireTurn,

    /** Hashes a new password. @throws HashNotStarted when it would wait too long. */
    hash,

    /**
     * Compares. `stored` is null for an unknown user, which is never correct and takes as long as `decoy`, another
     * account's hash, or a new hash. A hash that cannot be compared is not correct, and reported to `onFault`.
     * @throws HashNotStarted when it would wait too long.
     */
    async verify(password: string, stored: string | null, decoy?: string): Promise<PasswordVerdict> {
      const spare = await spareHash();
      try {
        const { matches, outdated } = await compare(password, stored ?? decoy ?? spare);
        return { correct: matches && stored !== null && isWellFormed(password), outdated };
      } catch (error) {
        // There was no time or no thread to compare it: that is no fault of the hash.
        if (error instanceof AppError) throw error;
        onFault?.(error);
        await compare(password, spare);
        return { correct: false, outdated: false, incomparable: true };
      }
    },

    /** Compares a hash of another system with an arbitrary password. @throws when nothing can compare it. */
    async tryOut(stored: string): Promise<void> {
      await compare("some password", stored);
    },
  };
}

/** Makes a value once, for all that need it and not for the first request, which may be given up; tries again after a failure. */
function createOnce<Value>(make: () => Promise<Value>): () => Promise<Value> {
  let value: Promise<Value> | null = null;
  return () => {
    value ??= runAsOwnWork(make).catch((error: unknown) => {
      value = null;
      throw error;
    });
    return value;
  };
}

function currentPepperOf({ peppers }: PasswordConfig): string {
  const [id] = peppers.keys();
  if (id === undefined) throw new Error("There is no pepper.");
  return id;
}
