/** Holds the signing keys by time: the next key is published before it signs, the last is accepted until its tokens expire. */

import type { PublishedKey } from "../../../platform/identity/key-set.js";
import type { KeySource } from "../../../platform/identity/key-source.js";
import { overlapSeconds } from "../../../platform/identity/revocations.js";
import type { SigningKey } from "./signing-keys.js";

export type KeyRing = ReturnType<typeof createKeyRing>;

/**
 * Returns the instant, in milliseconds, from which on no token of a key is valid: the next key has signed for the lifetime
 * of a token. Infinity while there is no next key.
 */
export function acceptedUntil(
  { signsFrom }: SigningKey,
  keys: readonly SigningKey[],
  tokenLifetimeSeconds: number,
): number {
  const later = keys.map((key) => key.signsFrom.getTime()).filter((time) => time > signsFrom.getTime());
  return Math.min(...later) + (tokenLifetimeSeconds + overlapSeconds) * 1000;
}

/** Creates the ring. Of keys that begin at the same time the first one signs, and the others are accepted. */
export function createKeyRing(
  initial: readonly SigningKey[],
  tokenLifetimeSeconds: number,
  now: () => number = Date.now,
) {
  let entries = new Map<string, { key: SigningKey; until: number }>();
  const load = (keys: readonly SigningKey[]): void => {
    if (keys.length === 0) throw new Error("There is no signing key.");
    entries = new Map(
      keys.map((key) => [key.kid, { key, until: acceptedUntil(key, keys, tokenLifetimeSeconds) }]),
    );
  };
  load(initial);

  const find: KeySource = (kid) => {
    const entry = entries.get(kid);
    if (entry === undefined || entry.until <= now()) return null;
    const { algorithm, publicKey } = entry.key;
    return { kid, algorithm, key: publicKey };
  };

  return {
    /** Replaces all keys. @throws Error when there is none. */
    load,

    /** Does it hold this key? */
    has: (kid: string): boolean => entries.has(kid),

    /** The key that signs now. */
    current(): SigningKey {
      const keys = [...entries.values()].map(({ key }) => key);
      const begun = keys.filter(({ signsFrom }) => signsFrom.getTime() <= now());
      return begun.length > 0
        ? begun.reduce((best, key) => (key.signsFrom > best.signsFrom ? key : best))
        : keys.reduce((best, key) => (key.signsFrom < best.signsFrom ? key : best));
    },

    /** Finds the public key of a token, without HTTP. */
    find,

    /** Returns the public halves of the next, current and last keys, for `/.well-known/jwks.json` (RFC 7517). */
    keySet(): { keys: PublishedKey[] } {
      const accepted = [...entries.values()].filter(({ until }) => until > now());
      return {
        keys: accepted.map(({ key: { kid, algorithm, publicKey } }) => ({
          ...publicKey.export({ format: "jwk" }),
          kid,
          alg: algorithm,
          use: "sig",
        })),
      };
    },
  };
}
