/** The settings of second factors and passkeys. */
import type { SettingsReader } from "../../platform/config.js";
import { developmentOrigins } from "../../platform/service-config.js";
import type { PasskeyConfig } from "./service/passkeys/ceremonies.js";

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
  const rpId = settings.text("WEBAUTHN_RP_ID", settings.production ? "" : "localhost");
  const origins = settings.list("ALLOWED_ORIGINS", developmentOrigins).filter((origin) => {
    const { hostname } = URL.canParse(origin) ? new URL(origin) : { hostname: "" };
    return hostname === rpId || hostname.endsWith(`.${rpId}`);
  });
  if (rpId === "") return null;
  if (settings.production && origins.length === 0)
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
