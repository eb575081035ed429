/** The URLs of the metadata: the issuer's, and the one by which others reach the gateway. */

/** In place of the base URL, on a development machine: the one at which the gateway listens. */
export const ownUrl = "own";

/** Is it an issuer by RFC 8414, 2: a URL without query and fragment? Plain http is for development machines. */
export function isIssuerUrl(issuer: string): boolean {
  return /^https?:\/\/[^?#\s\\@]+$/i.test(issuer) && URL.canParse(issuer);
}
