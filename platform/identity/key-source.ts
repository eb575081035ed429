/** Finds the public key of a token's signature in the key set (JWKS) that the auth subgraph serves. */
import type { Pool } from "undici";
import { unavailable } from "../errors.js";
import type { Logger } from "../log.js";
import { withinTime } from "../within-time.js";
import { type PublishedKey, readKeySet, toPublishedKey, type VerificationKey } from "./key-set.js";

/** Returns the key of this id; null when there is none. @throws AppError SERVICE_UNAVAILABLE when that is unknown. */
export type KeySource = (kid: string) => VerificationKey | null | Promise<VerificationKey | null>;

/** The key set of another service. */
export interface RemoteKeySet {
  find: KeySource;
  /**
   * Returns the public keys, at most as old as a cached set may be unless auth is away, and for how many seconds more
   * they may be cached. @throws AppError SERVICE_UNAVAILABLE before the first.
   */
  read(): Promise<{ keys: readonly PublishedKey[]; cacheSeconds: number }>;
}

/** When a key set is fetched again that is used for `cacheSeconds`. In milliseconds. */
const timesOf = (cacheSeconds: number) => ({
  /** An older key set is fetched again in the background. */
  maximumAge: cacheSeconds * 1000,
  /** An unknown key id causes a fetch at most this often, so that forged ids cannot cause a flood. */
  cooldown: cacheSeconds * 100,
  /** The pause after a failure. */
  retry: Math.min(1_000, cacheSeconds * 100),
});

/** The time limit of a fetch. */
const patienceMilliseconds = 5_000;

/** How long a reader of the set waits for a newer one before it gets the last. */
const renewalPatienceMilliseconds = 1_000;

/** How long the next key must be published before it signs, so that every cache of the key set has it. */
export const publicationLeadSeconds = (cacheSeconds: number): number => 2 * cacheSeconds;

/**
 * Creates the key set over `GET path` of the auth subgraph. Known keys are used while auth is away; a key that is no
 * longer in the set disappears at the next fetch.
 */
export function createRemoteKeySet(
  pool: Pool,
  path: string,
  cacheSeconds: number,
  log: Logger,
): RemoteKeySet {
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

  return {
    find(kid) {
      const age = performance.now() - renewedAt;
      const known = keys.get(kid);
      if (known === undefined) return findUnknown(kid, age);
      if (age > times.maximumAge && mayAsk(age)) void renew();
      return known;
    },
    async read() {
      const age = performance.now() - renewedAt;
      if (age > times.maximumAge && (renewal !== null || mayAsk(age))) {
        const isFirst = renewedAt === Number.NEGATIVE_INFINITY;
        await (isFirst ? renew() : withinTime(renewalPatienceMilliseconds, renew()).catch(() => {}));
      }
      if (renewedAt === Number.NEGATIVE_INFINITY) throw unavailable("The key set cannot be read; try again.");
      const left = times.maximumAge - (performance.now() - renewedAt);
      return {
        keys: [...keys.values()].map(toPublishedKey),
        cacheSeconds: Math.max(1, Math.floor(left / 1000)),
      };
    },
  };
}
