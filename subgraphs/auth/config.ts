/** The auth subgraph's settings, feature by feature. */

import { readRefreshCookieMode } from "../../platform/identity/config.js";
import { readServiceConfig, type ServiceConfig } from "../../platform/service/service-config.js";
import type { SettingsReader } from "../../platform/settings/settings-reader.js";
import { readServiceUrls, type ServiceUrls, socketOf } from "../../schema/services.js";
import { type AttemptConfig, readAttemptConfig } from "./attempts/config.js";
import { type AuditConfig, readAuditConfig } from "./audit/config.js";
import { type LegacyTokenConfig, readLegacyTokenConfig } from "./legacy-tokens/config.js";
import { type MailConfig, readMailConfig } from "./mail/config.js";
import { type PasskeyConfig, readPasskeyConfig } from "./passkeys/config.js";
import {
  type BreachSource,
  newestPepperOf,
  type PasswordConfig,
  readBreachSource,
  readPasswordConfig,
} from "./passwords/config.js";
import { readRegistrationRevealsTaken } from "./registration/config.js";
import { readTotpIssuer } from "./second-factor/config.js";
import { readSessionConfig, type SessionConfig } from "./sessions/config.js";
import { readRecentSignInSeconds } from "./sign-out/config.js";
import { type KeyConfig, readKeyConfig } from "./signing-keys/config.js";

/** All settings. Lifetimes are in seconds. */
export interface AuthConfig extends ServiceConfig, KeyConfig {
  serviceUrls: ServiceUrls;
  passwords: PasswordConfig;
  /** A list of breached passwords; null for none. */
  breaches: BreachSource | null;
  sessions: SessionConfig;
  /** Refresh tokens travel in a cookie. */
  refreshCookie: boolean;
  /** For so long after a sign-in its session may end others without the password. */
  recentSignInSeconds: number;
  /** May the response to a registration say that a name or an address is taken? */
  registrationRevealsTaken: boolean;
  /** Issuer that authenticator apps show. */
  totpIssuer: string;
  /** Null where no domain is set for passkeys. */
  passkeys: PasskeyConfig | null;
  mail: MailConfig;
  attempts: AttemptConfig;
  audit: AuditConfig;
  /** Tokens of the old services; null where none are accepted. */
  legacyTokens: LegacyTokenConfig | null;
}

/** Reads and checks the settings. @throws SettingsError by way of `settings.requireValid`. */
export function readAuthConfig(settings: SettingsReader, databaseUri?: string): AuthConfig {
  const passwords = readPasswordConfig(settings);
  return {
    ...readServiceConfig(settings, socketOf("auth"), databaseUri),
    serviceUrls: readServiceUrls(settings),
    passwords,
    sessions: readSessionConfig(settings),
    mail: readMailConfig(settings),
    audit: readAuditConfig(settings),
    ...readFactorConfig(settings),
    refreshCookie: readRefreshCookieMode(settings),
    attempts: readAttemptConfig(settings, newestPepperOf(passwords)),
    registrationRevealsTaken: readRegistrationRevealsTaken(settings),
    breaches: readBreachSource(settings),
    recentSignInSeconds: readRecentSignInSeconds(settings),
    ...readKeyConfig(settings),
    legacyTokens: readLegacyTokenConfig(settings),
  };
}

function readFactorConfig(settings: SettingsReader): Pick<AuthConfig, "totpIssuer" | "passkeys"> {
  const totpIssuer = readTotpIssuer(settings);
  return { totpIssuer, passkeys: readPasskeyConfig(settings, totpIssuer) };
}
