/** Base64url without padding (RFC 4648, 5), as WebAuthn's JSON and JSON Web Tokens have binary values. */

/** Decodes a text. @throws DOMException for one that is not base64url. */
export function decodeBase64url(text: string): Uint8Array<ArrayBuffer> {
  const bytes = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(bytes, (one) => one.charCodeAt(0));
}

/** Encodes bytes. */
export function encodeBase64url(bytes: ArrayBuffer): string {
  const text = String.fromCharCode(...new Uint8Array(bytes));
  return btoa(text).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}
