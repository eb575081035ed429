/** The settings of the keys that sign access tokens. */

import { type Algorithm, algorithms } from "../../../platform/identity/claims.js";
import { publicationLeadSeconds } from "../../../platform/identity/key-source.js";
import { leewaySeconds } from "../../../platform/identity/token-verifier.js";
import type { ServiceConfig } from "../../../platform/service/service-config.js";
import type { SettingsReader } from "../../../platform/settings/settings-reader.js";
import type { RenewalPlan } from "./renewal.js";
import { generateFirstKey, readSigningKeys, type SigningKey } from "./signing-keys.js";

/** The keys, and how they are renewed. */
export interface KeyConfig {
  signingKeys: readonly SigningKey[];
  keyRenewal: {
    /** The file that holds them, and that a renewal rewrites; null when the environment holds them. */
    file: string | null;
    /** Algorithm of new keys. */
    algorithm: Algorithm;
    /** A key that has signed for this many days gets a successor; 0 for never. */
    afterDays: number;
  };
}

/** The settings by which a renewal is planned. */
export type KeyTimes = Pick<KeyConfig, "keyRenewal"> &
  Pick<ServiceConfig, "accessTokenSeconds" | "keySetCacheSeconds">;

/** Reads AUTH_SIGNING_KEYS, SIGNING_KEY_ALGORITHM and SIGNING_KEY_ROTATION_DAYS. */
export function readKeyConfig(settings: SettingsReader): KeyConfig {
  const { choice, integer } = settings.section("Tokens and signing keys");
  const algorithm = choice("SIGNING_KEY_ALGORITHM", "RS256", algorithms, {
    about: "The algorithm of signing keys that are made here.",
  });
  return {
    signingKeys: readKeys(settings, algorithm),
    keyRenewal: {
      file: settings.secretFile("AUTH_SIGNING_KEYS"),
      algorithm,
      afterDays: integer("SIGNING_KEY_ROTATION_DAYS", 90, {
        min: 0,
        max: 3_650,
        about: "At this age a signing key in a file gets a successor; 0 for never.",
      }),
    },
  };
}

/** Returns how keys are renewed by age. */
export function planRenewal({
  keyRenewal: { algorithm, afterDays },
  accessTokenSeconds,
  keySetCacheSeconds,
}: KeyTimes): RenewalPlan {
  return {
    algorithm,
    afterSeconds: afterDays === 0 ? null : afterDays * 86_400,
    leadSeconds: publicationLeadSeconds(keySetCacheSeconds),
    tokenLifetimeSeconds: accessTokenSeconds + leewaySeconds,
  };
}

/** Returns how often the file of the keys is read: often enough to publish the next key long before it signs. */
export const keyPollMilliseconds = (keySetCacheSeconds: number): number =>
  Math.min(5_000, keySetCacheSeconds * 100);

function readKeys(settings: SettingsReader, algorithm: Algorithm): SigningKey[] {
  const pem = settings.section("Secrets").secret("AUTH_SIGNING_KEYS", {
    about:
      "Signs access tokens: a private key in PEM, RSA of 2048 bits or more, or P-256 (`openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256`); in .env in one line, in double quotes, with `\\n` for the line breaks. Several may follow each other: the first one signs, the tokens of all are accepted. A line `signs from 2026-11-22T09:30:00.000Z` before a key lets it begin then, and the ones before it end when their tokens are gone. `npm run rotate-keys` prints the value with a next key. A file is read again when it changes, and auth itself adds the next key where it may write.",
    requiredInProduction: "access tokens are signed with it: a private key in PEM (PKCS #8).",
    create: () => generateFirstKey(algorithm),
  });
  if (pem === "") return [];
  try {
    return readSigningKeys(pem);
  } catch (error) {
    settings.complain(`AUTH_SIGNING_KEYS cannot be used: ${(error as Error).message}`);
    return [];
  }
}
