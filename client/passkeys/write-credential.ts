/** Writes a credential as JSON, as `PublicKeyCredential.toJSON` does in newer browsers. */
import { encodeBase64url } from "../base64url.js";
import type { BrowserCredential } from "../browser-parts.js";

/** The binary values of a response to either ceremony (WebAuthn Level 3, 5.1.4). */
const binary = ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"];

/**
 * Returns the JSON. It is written by hand for every browser: some password managers replace `navigator.credentials` by
 * objects without a `toJSON` that works.
 */
export function writeCredential(credential: BrowserCredential): string {
  const { response } = credential;
  const values = binary.flatMap((name) => {
    const value = response[name];
    return value instanceof ArrayBuffer ? [[name, encodeBase64url(value)]] : [];
  });
  return JSON.stringify({
    id: credential.id,
    rawId: credential.id,
    type: credential.type,
    authenticatorAttachment: credential.authenticatorAttachment ?? undefined,
    clientExtensionResults: credential.getClientExtensionResults(),
    response: { ...Object.fromEntries(values), transports: response.getTransports?.() },
  });
}
