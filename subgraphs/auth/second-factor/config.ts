/** The settings of second factors and passkeys. */
import { isIP } from "node:net";
import type { SettingsReader } from "../../../platform/config.js";
import { readAllowedOrigins } from "../../../platform/service-config.js";
import type { PasskeyConfig } from "../passkeys/ceremonies.js";

/** What is set of them. */
export interface FactorConfig {
  /** What authenticator apps show above the name of an account. */
  totpIssuer: string;
  /** Null where no domain is set for passkeys. */
  passkeys: PasskeyConfig | null;
}

/** Reads TOTP_ISSUER and WEBAUTHN_RP_ID. */
export function readFactorConfig(settings: SettingsReader): FactorConfig {
  const totpIssuer = readTotpIssuer(settings);
  return { totpIssuer, passkeys: readPasskeyConfig(settings, totpIssuer) };
}

/** Reads WEBAUTHN_RP_ID, and which of ALLOWED_ORIGINS lie in that domain: a browser gives passkeys to no other. */
function readPasskeyConfig(settings: SettingsReader, rpName: string): PasskeyConfig | null {
  const chosen = settings.optional("WEBAUTHN_RP_ID");
  const rpId = chosen ?? (settings.production ? "" : "localhost");
  const allowed = readAllowedOrigins(settings);
  if (rpId === "") return null;
  if (!/^[a-z\d](?:[a-z\d.-]*[a-z\d])?$/.test(rpId) || isIP(rpId) !== 0) {
    settings.complain(
      "WEBAUTHN_RP_ID must be a domain in lower case, such as example.com, and nothing more.",
    );
    return null;
  }
  const origins = allowed.filter((origin) => {
    const { hostname } = URL.canParse(origin) ? new URL(origin) : { hostname: "" };
    return hostname === rpId || hostname.endsWith(`.${rpId}`);
  });
  if (chosen !== undefined && origins.length === 0)
    settings.complain("WEBAUTHN_RP_ID must be the domain of an origin in ALLOWED_ORIGINS, or one above it.");
  return { rpId, rpName, origins };
}

function readTotpIssuer(settings: SettingsReader): string {
  const issuer = settings.text("TOTP_ISSUER", "Gatehouse");
  // A colon ends the issuer in the label of the URI that apps read.
  if (issuer.includes(":") || issuer.length > 64)
    settings.complain("TOTP_ISSUER must have at most 64 characters, and no colon.");
  return issuer;
}
