/** The settings of tokens of the old services. */
import { legacyTokenSection, readLegacyTokensUntil } from "../../../platform/identity/legacy-tokens.js";
import type { SettingsReader } from "../../../platform/settings/settings-reader.js";
import { rememberSecret } from "../../../platform/text/redact.js";

/** How tokens of the old services are verified. */
export interface LegacyTokenConfig {
  /** The secret with which the old services sign (HS256). */
  secret: string;
  /** The claim that names the user, by what `npm run import-users` has kept as `legacyId`. */
  claim: string;
  /** The end of the period. */
  until: Date;
}

/** RFC 7518, 3.2: a key of the size of the hash or larger. */
const shortestSecretBytes = 32;

/** Reads LEGACY_TOKENS_UNTIL, LEGACY_TOKEN_SECRET and LEGACY_TOKEN_CLAIM; null where the first two are not set. */
export function readLegacyTokenConfig(settings: SettingsReader): LegacyTokenConfig | null {
  const until = readLegacyTokensUntil(settings);
  const { optionalSecret, text } = settings.section(legacyTokenSection);
  const secret = optionalSecret("LEGACY_TOKEN_SECRET", {
    about:
      "The `SECRET_KEY` by which the old services sign their tokens with HS256. Auth alone needs it, and only together with `LEGACY_TOKENS_UNTIL`.",
    values: `${shortestSecretBytes} bytes or more`,
  });
  rememberSecret(secret ?? "");
  const claim = text("LEGACY_TOKEN_CLAIM", "user_id", {
    about:
      "The claim of those tokens that names the user: `user_id`, `sub`, `username`. Its value is what `npm run import-users` has kept of the account.",
  });
  const isGiven = settings.isSet("LEGACY_TOKENS_UNTIL");
  if (isGiven !== (secret !== undefined)) {
    settings.complain(
      isGiven
        ? "LEGACY_TOKEN_SECRET is not set: LEGACY_TOKENS_UNTIL needs the secret of the old services."
        : "LEGACY_TOKENS_UNTIL is not set: LEGACY_TOKEN_SECRET is accepted only with an end of the period.",
    );
  }
  if (secret !== undefined && Buffer.byteLength(secret) < shortestSecretBytes) {
    settings.complain(
      `LEGACY_TOKEN_SECRET is too short: it could be found by trying, with one token to try it on. Give the old services a SECRET_KEY of ${shortestSecretBytes} bytes or more first.`,
    );
  }
  return until === null || secret === undefined ? null : { secret, claim, until };
}
