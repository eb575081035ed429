/** The settings of the counters of attempts. */
import type { SettingsReader } from "../../../platform/settings/settings-reader.js";

/** How often something may be attempted. */
export interface AttemptConfig {
  /** Keys the HMAC under which an attempt is stored. */
  secret: string;
  /** Attempts on one account that need not wait. */
  perAccount: number;
  /** Attempts from one address that need not wait. */
  perAddress: number;
}

/** Reads ATTEMPTS_PER_ACCOUNT and ATTEMPTS_PER_ADDRESS. A new `secret` resets all counters. */
export function readAttemptConfig(settings: SettingsReader, secret: string): AttemptConfig {
  const { integer } = settings.section("Sign-in");
  return {
    secret,
    perAccount: integer("ATTEMPTS_PER_ACCOUNT", 5, {
      min: 1,
      max: 100,
      about:
        "Sign-ins, codes and the like that may be tried on one account before each further one must wait: a second at first, then twice as long each time, up to 15 minutes. An attempt is forgotten after 15 minutes.",
    }),
    perAddress: integer("ATTEMPTS_PER_ADDRESS", 200, {
      min: 1,
      max: 1_000_000,
      about:
        "The same from one address; an IPv6 network (/64) is one. The longest wait, and the time after which an attempt is forgotten, are one minute.",
    }),
  };
}
