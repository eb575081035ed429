/** The settings of the keys that sign access tokens. */
import type { SettingsReader } from "../../../platform/config.js";
import { type Algorithm, algorithms } from "../../../platform/identity/claims.js";
import { publicationLeadSeconds } from "../../../platform/identity/key-source.js";
import { leewaySeconds } from "../../../platform/identity/token-verifier.js";
import type { ServiceConfig } from "../../../platform/service-config.js";
import type { RenewalPlan } from "./renewal.js";
import { generateFirstKey, readSigningKeys, type SigningKey } from "./signing-keys.js";

/** The keys, and how they are renewed. */
export interface KeyConfig {
  signingKeys: readonly SigningKey[];
  keyRotation: {
    /** Where they are read from, and written when they are renewed; null when the environment holds them. */
    file: string | null;
    /** Of keys that are made here. */
    algorithm: Algorithm;
    /** A key that has signed for this many days gets a successor; 0 for never. */
    afterDays: number;
  };
}

/** Reads AUTH_SIGNING_KEYS, SIGNING_KEY_ALGORITHM and SIGNING_KEY_ROTATION_DAYS. */
export function readKeyConfig(settings: SettingsReader): KeyConfig {
  const algorithm = settings.choice("SIGNING_KEY_ALGORITHM", "RS256", algorithms);
  return {
    signingKeys: readKeys(settings, algorithm),
    keyRotation: {
      file: settings.secretFile("AUTH_SIGNING_KEYS"),
      algorithm,
      afterDays: settings.integer("SIGNING_KEY_ROTATION_DAYS", 90, { min: 0, max: 3_650 }),
    },
  };
}

/** How keys are renewed by age. */
export function planRenewal({
  keyRotation: { algorithm, afterDays },
  accessTokenSeconds,
  keySetCacheSeconds,
}: Pick<KeyConfig, "keyRotation"> &
  Pick<ServiceConfig, "accessTokenSeconds" | "keySetCacheSeconds">): RenewalPlan {
  return {
    algorithm,
    afterSeconds: afterDays === 0 ? null : afterDays * 86_400,
    leadSeconds: publicationLeadSeconds(keySetCacheSeconds),
    tokenLifetimeSeconds: accessTokenSeconds + leewaySeconds,
  };
}

/** How often the file of the keys is looked at: soon enough to publish the next one long before it signs. */
export const keyPollMilliseconds = (keySetCacheSeconds: number): number =>
  Math.min(5_000, keySetCacheSeconds * 100);

function readKeys(settings: SettingsReader, algorithm: Algorithm): SigningKey[] {
  const pem = settings.secret(
    "AUTH_SIGNING_KEYS",
    "access tokens are signed with it: a private key in PEM (PKCS #8).",
    () => generateFirstKey(algorithm),
  );
  if (pem === "") return [];
  try {
    return readSigningKeys(pem);
  } catch (error) {
    settings.complain(`AUTH_SIGNING_KEYS cannot be used: ${(error as Error).message}`);
    return [];
  }
}
