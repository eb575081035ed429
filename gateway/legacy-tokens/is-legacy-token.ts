/** Tells a token of the old services by its header, without verifying anything. */

/** Does the token claim to be signed with HS256? Such a one is never verified as a token of auth's, nor the other way round. */
export function isLegacyToken(token: string): boolean {
  return readPart(token, 0)["alg"] === "HS256";
}

/** Returns the instant at which the token says that it expires, in milliseconds since 1970; null when it says none. */
export function readExpiry(token: string): number | null {
  const { exp } = readPart(token, 1);
  return typeof exp === "number" ? exp * 1000 : null;
}

const longestRead = 8_192;

function readPart(token: string, index: 0 | 1): Readonly<Record<string, unknown>> {
  if (token.length > longestRead) return {};
  try {
    const text = token.split(".", 2)[index] ?? "";
    return Object(JSON.parse(Buffer.from(text, "base64url").toString("utf8")));
  } catch {
    return {};
  }
}
