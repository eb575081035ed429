/** Lets a server speak TLS itself, where nothing in front of it does. */
import { createSecureContext } from "node:tls";
import type { SettingsReader } from "../config.js";

/** A certificate with its chain, and its private key, in PEM. */
export interface TlsConfig {
  certificate: string;
  key: string;
}

/** Older versions have been broken for years (RFC 8996). */
export const oldestTlsVersion = "TLSv1.2";

/** Reads TLS_CERT_FILE and TLS_KEY_FILE; null when neither is set. */
export function readTlsConfig(settings: SettingsReader): TlsConfig | null {
  const names = ["TLS_CERT_FILE", "TLS_KEY_FILE"] as const;
  if (names.every((name) => settings.optional(name) === undefined)) return null;
  const [certificate = "", key = ""] = names.map((name) => {
    if (settings.optional(name) === undefined) {
      settings.complain(`${name} is not set: TLS_CERT_FILE and TLS_KEY_FILE go together.`);
    }
    return settings.file(name);
  });
  if (certificate === "" || key === "") return { certificate, key };
  try {
    createSecureContext({ cert: certificate, key });
  } catch (error) {
    settings.complain(`TLS_CERT_FILE and TLS_KEY_FILE cannot be used: ${(error as Error).message}`);
  }
  return { certificate, key };
}
