/** Finds the public key that a token was signed with: in the JWKS that the auth subgraph serves. */
import { createPublicKey, type JsonWebKey, type KeyObject } from "node:crypto";
import type { Pool } from "undici";
import { unavailable } from "../errors.js";
import type { Logger } from "../log.js";
import { type Algorithm, algorithms } from "./claims.js";

/** A public key and the one algorithm it is good for. */
export interface VerificationKey {
  kid: string;
  algorithm: Algorithm;
  key: KeyObject;
}

/** Looks a key up by its id; null when there is none. @throws AppError SERVICE_UNAVAILABLE when nobody can tell. */
export type KeySource = (kid: string) => VerificationKey | null | Promise<VerificationKey | null>;

/** An entry of a JSON Web Key Set (RFC 7517, 5) as this system publishes it. */
export interface PublishedKey extends JsonWebKey {
  kid: string;
  alg: Algorithm;
  use: "sig";
}

/** When a key set is asked for again that is held for `cacheSeconds`. In milliseconds. */
const timesOf = (cacheSeconds: number) => ({
  /** A key set older than this is renewed behind the back of the request that notices. */
  maximumAge: cacheSeconds * 1000,
  /** An unknown key id asks again at most this often, so that forged ids cannot make us a flood. */
  cooldown: cacheSeconds * 100,
  /** After a failure the next question may come sooner. */
  retry: Math.min(1_000, cacheSeconds * 100),
});

/** Fetching the key set takes no longer than this. */
const patienceMilliseconds = 5_000;

/** How long the next key must be published before it signs, so that nobody who caches the key set is surprised. */
export const publicationLeadSeconds = (cacheSeconds: number): number => 2 * cacheSeconds;

/**
 * A key source over `GET path` of the auth subgraph. Keys once seen stay good while auth is away; a key that
 * leaves the set leaves with the next renewal.
 */
export function createRemoteKeySource(
  pool: Pool,
  path: string,
  cacheSeconds: number,
  log: Logger,
): KeySource {
  const times = timesOf(cacheSeconds);
  let keys = new Map<string, VerificationKey>();
  let renewedAt = Number.NEGATIVE_INFINITY;
  let failedAt = Number.NEGATIVE_INFINITY;
  let renewal: Promise<void> | null = null;

  const fetchKeys = async () => {
    const response = await pool.request({
      method: "GET",
      path,
      headersTimeout: patienceMilliseconds,
      bodyTimeout: patienceMilliseconds,
    });
    if (response.statusCode !== 200) {
      await response.body.dump();
      throw new Error(`The key set answered ${response.statusCode}.`);
    }
    keys = readKeySet(await response.body.json());
    renewedAt = performance.now();
  };
  const renew = () => {
    renewal ??= fetchKeys()
      .catch((error: unknown) => {
        failedAt = performance.now();
        log.warn({ err: error }, "the key set could not be fetched");
      })
      .finally(() => {
        renewal = null;
      });
    return renewal;
  };
  const mayAsk = (age: number) => age > times.cooldown && performance.now() - failedAt > times.retry;

  const findUnknown = async (kid: string, age: number): Promise<VerificationKey | null> => {
    if (renewal !== null || mayAsk(age)) await renew();
    const found = keys.get(kid) ?? null;
    if (found === null && failedAt > renewedAt)
      throw unavailable("Tokens cannot be verified right now; try again.");
    return found;
  };

  return (kid) => {
    const age = performance.now() - renewedAt;
    const known = keys.get(kid);
    if (known === undefined) return findUnknown(kid, age);
    if (age > times.maximumAge && mayAsk(age)) void renew();
    return known;
  };
}

/** Reads a JWKS document; entries that are not ours to use are left out. */
function readKeySet(document: unknown): Map<string, VerificationKey> {
  const entries = (document as { keys?: unknown }).keys;
  const found = new Map<string, VerificationKey>();
  for (const entry of Array.isArray(entries) ? (entries as PublishedKey[]) : []) {
    if (entry.use !== "sig" || !algorithms.includes(entry.alg) || typeof entry.kid !== "string") continue;
    const key = createPublicKey({ key: entry, format: "jwk" });
    found.set(entry.kid, { kid: entry.kid, algorithm: entry.alg, key });
  }
  return found;
}
