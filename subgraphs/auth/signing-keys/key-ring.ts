/** Holds the signing keys by their times: the next is published before it signs, the last is kept until its tokens are gone. */
import type { KeySource, PublishedKey } from "../../../platform/identity/key-source.js";
import { overlapSeconds } from "../../../platform/identity/revocations.js";
import type { SigningKey } from "./signing-keys.js";

export type KeyRing = ReturnType<typeof createKeyRing>;

/**
 * The instant, in milliseconds, from which on no token of a key can be good: the next key has signed for as long
 * as a token is accepted. Infinity while there is no next key.
 */
export function acceptedUntil(
  { signsFrom }: SigningKey,
  keys: readonly SigningKey[],
  tokenLifetimeSeconds: number,
): number {
  const later = keys.map((key) => key.signsFrom.getTime()).filter((time) => time > signsFrom.getTime());
  return Math.min(...later) + (tokenLifetimeSeconds + overlapSeconds) * 1000;
}

/** Creates the ring. Of keys with the same beginning the first one signs, and the others are accepted. */
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
    /** Takes other keys in place of those it has. @throws Error when there is none. */
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

    /** Finds the public key of a token; auth need not ask itself over HTTP. */
    find,

    /** What `/.well-known/jwks.json` serves (RFC 7517): next, current and last keys, their public halves only. */
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
