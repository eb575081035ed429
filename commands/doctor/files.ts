/** Checks the files that settings of the gateway name, as its start reads them. */
import { X509Certificate } from "node:crypto";
import type { GatewayConfig } from "../../gateway/config.js";
import { readManifest } from "../../gateway/operations/manifest.js";
import { readSupergraphFile } from "../../gateway/supergraph/supergraph-file.js";
import { note, ok, type Result, wrong } from "./finding.js";

/** Returns a line for each unusable file, or one for all. */
export function checkFiles({ supergraphPath, manifestPath, listen }: GatewayConfig): Result[] {
  const results = [
    ...tryToRead(() => readSupergraphFile(supergraphPath)),
    ...(manifestPath === null ? [] : tryToRead(() => readManifest(manifestPath))),
    ...(listen.tls ? checkCertificate(listen.tls.certificate) : []),
  ];
  const names = [supergraphPath, ...(manifestPath === null ? [] : [manifestPath])];
  return results.length > 0 ? results : [ok(`${names.join(" and ")} can be read.`)];
}

function tryToRead(read: () => unknown): Result[] {
  try {
    read();
    return [];
  } catch (error) {
    return [wrong((error as Error).message)];
  }
}

const day = 86_400_000;
const noticeDays = 14;

/** Returns the problem of a certificate's validity, in PEM; its form has been checked with the settings. */
export function checkCertificate(pem: string, now = Date.now()): Result[] {
  let certificate: X509Certificate;
  try {
    certificate = new X509Certificate(pem);
  } catch {
    return [];
  }
  const [from, to] = [Date.parse(certificate.validFrom), Date.parse(certificate.validTo)];
  const mend = "Put a renewed one there, and start the gateway again.";
  if (now > to) return [wrong(`The certificate of TLS_CERT_FILE ended on ${certificate.validTo}.`, mend)];
  if (now < from)
    return [wrong(`The certificate of TLS_CERT_FILE begins on ${certificate.validFrom}.`, mend)];
  return to - now < noticeDays * day
    ? [note(`The certificate of TLS_CERT_FILE ends on ${certificate.validTo}.`, mend)]
    : [];
}
