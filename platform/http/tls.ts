/** Lets a server speak TLS itself, where nothing in front of it does. */
import { readFileSync } from "node:fs";
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
  const read = (name: string, path: string | undefined): string => {
    if (path === undefined) {
      settings.complain(`${name} is not set: TLS_CERT_FILE and TLS_KEY_FILE go together.`);
      return "";
    }
    try {
      return readFileSync(path, "utf8");
    } catch {
      settings.complain(`${name} names a file that cannot be read: ${path}`);
      return "";
    }
  };
  const certificateFile = settings.optional("TLS_CERT_FILE");
  const keyFile = settings.optional("TLS_KEY_FILE");
  if (certificateFile === undefined && keyFile === undefined) return null;
  const tls = { certificate: read("TLS_CERT_FILE", certificateFile), key: read("TLS_KEY_FILE", keyFile) };
  if (tls.certificate === "" || tls.key === "") return tls;
  try {
    createSecureContext({ cert: tls.certificate, key: tls.key });
  } catch (error) {
    settings.complain(`TLS_CERT_FILE and TLS_KEY_FILE cannot be used: ${(error as Error).message}`);
  }
  return tls;
}
