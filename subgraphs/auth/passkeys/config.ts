/** The setting of passkeys. */
import { isIP } from "node:net";
import { isAllowedOrigin, readAllowedOrigins } from "../../../platform/http/allowed-origins.js";
import type { SettingsReader } from "../../../platform/settings/settings-reader.js";

/** The pages for which passkeys are. */
export interface PasskeyConfig {
  /** The relying party's id: the domain of the front ends, or one above it. */
  rpId: string;
  /** What the browser's dialogs show. */
  rpName: string;
  /** May pages of this origin ask for a passkey? */
  isOrigin(origin: string): boolean;
}

/**
 * Reads WEBAUTHN_RP_ID, WEBAUTHN_APP_ORIGINS, and which of ALLOWED_ORIGINS lie in that domain: a browser gives passkeys to
 * no other. Null where no domain is set.
 */
export function readPasskeyConfig(settings: SettingsReader, rpName: string): PasskeyConfig | null {
  const chosen = settings.section("Sign-in").optional("WEBAUTHN_RP_ID", {
    about:
      "The domain that passkeys belong to: that of the front ends in `ALLOWED_ORIGINS`, or one above it, such as `example.com`. Another domain makes all passkeys worthless.",
    otherwise: settings.production ? "none, and no passkeys" : "`localhost`",
  });
  const rpId = chosen ?? (settings.production ? "" : "localhost");
  const allowed = readAllowedOrigins(settings);
  const appOrigins = readAppOrigins(settings);
  if (rpId === "") {
    if (appOrigins.length > 0)
      settings.complain("WEBAUTHN_RP_ID is not set: WEBAUTHN_APP_ORIGINS needs the domain of the passkeys.");
    return null;
  }
  if (!/^[a-z\d](?:[a-z\d.-]*[a-z\d])?$/.test(rpId) || isIP(rpId) !== 0) {
    settings.complain(
      "WEBAUTHN_RP_ID must be a domain in lower case, such as example.com, and nothing more.",
    );
    return null;
  }
  const origins = allowed.filter((origin) => {
    // The browser holds the page's name against the domain; this machine's other names are no domains.
    if (typeof origin !== "string") return rpId === "localhost";
    const { hostname } = URL.canParse(origin) ? new URL(origin) : { hostname: "" };
    return hostname === rpId || hostname.endsWith(`.${rpId}`);
  });
  if (chosen !== undefined && origins.length === 0)
    settings.complain("WEBAUTHN_RP_ID must be the domain of an origin in ALLOWED_ORIGINS, or one above it.");
  const all = [...origins, ...appOrigins];
  return { rpId, rpName, isOrigin: (origin) => isAllowedOrigin(all, origin) };
}

/**
 * Reads WEBAUTHN_APP_ORIGINS: Android sends in place of an origin the SHA-256 of the certificate that the app is
 * signed with, in base64url (https://developer.android.com/identity/sign-in/credential-manager#verify-origin).
 */
function readAppOrigins(settings: SettingsReader): readonly string[] {
  const origins = settings.section("Sign-in").list("WEBAUTHN_APP_ORIGINS", [], {
    about:
      "Android apps that may use passkeys too: `android:apk-key-hash:HASH`, the hash being the SHA-256 of the app's signing certificate in base64url without padding.",
  });
  if (!origins.every((origin) => /^android:apk-key-hash:[\w-]{43}$/.test(origin))) {
    settings.complain(
      "WEBAUTHN_APP_ORIGINS must list entries like android:apk-key-hash:HASH, HASH being the 43 characters that the SHA-256 of the app's signing certificate has in base64url, without padding.",
    );
  }
  return origins;
}
