/** Reads the certificate of a server that serves TLS itself. */
import { createSecureContext } from "node:tls";
import type { SettingsReader } from "../settings/settings-reader.js";

/** A certificate with its chain, and its private key, in PEM. */
export interface TlsConfig {
  certificate: string;
  key: string;
}

/** Older versions are broken (RFC 8996). */
export const oldestTlsVersion = "TLSv1.2";

/** Reads TLS_CERT_FILE and TLS_KEY_FILE; null when neither is set. */
export function readTlsConfig(settings: SettingsReader): TlsConfig | null {
  const { file } = settings.section("Addresses and ports");
  const certificate =
    file("TLS_CERT_FILE", {
      about:
        "The gateway's certificate with its chain, in PEM, if the gateway is to speak TLS (1.2 or later) itself and not behind a proxy that does.",
    }) ?? "";
  const key = file("TLS_KEY_FILE", { about: "The private key of that certificate, in PEM." }) ?? "";
  const names = ["TLS_CERT_FILE", "TLS_KEY_FILE"];
  const missing = names.filter((name) => !settings.isSet(name));
  if (missing.length === names.length) return null;
  for (const name of missing) {
    settings.complain(`${name} is not set: TLS_CERT_FILE and TLS_KEY_FILE go together.`);
  }
  if (certificate === "" || key === "") return { certificate, key };
  try {
    createSecureContext({ cert: certificate, key });
  } catch (error) {
    settings.complain(`TLS_CERT_FILE and TLS_KEY_FILE cannot be used: ${(error as Error).message}`);
  }
  return { certificate, key };
}
