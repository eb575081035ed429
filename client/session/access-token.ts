/** The access token as a front end holds it: in memory, with the claims that a page shows. */
import { decodeBase64url } from "../base64url.js";

/** An access token, and what it says. The server checks it; nothing here is a decision about rights. */
export interface AccessToken {
  readonly token: string;
  /** By this device's clock, in milliseconds since 1970. */
  readonly expiresAt: number;
  /** From here on it is replaced before it is used again. */
  readonly refreshAt: number;
  readonly userId: string;
  readonly sessionId: string;
  readonly roles: readonly string[];
}

/** The longest time before the expiry at which a token is replaced. */
const longestLeadMilliseconds = 30_000;
/** The same for tokens of a short life, as a part of it. */
const leadPart = 0.2;

/**
 * Reads a token that lasts `expiresInSeconds` from now. The life is counted from the response, so that a device whose
 * clock is wrong replaces it in time.
 */
export function readAccessToken(token: string, expiresInSeconds: number, now = Date.now()): AccessToken {
  const life = expiresInSeconds * 1000;
  const { sub, sid, roles } = readClaims(token);
  return {
    token,
    expiresAt: now + life,
    refreshAt: now + life - Math.min(longestLeadMilliseconds, life * leadPart),
    userId: String(sub),
    sessionId: String(sid),
    roles: Array.isArray(roles) ? roles : [],
  };
}

/** Decodes the claims of a JSON Web Token (RFC 7519) without verification. */
function readClaims(token: string): Record<string, unknown> {
  const [, part = ""] = token.split(".");
  return JSON.parse(new TextDecoder().decode(decodeBase64url(part))) as Record<string, unknown>;
}
