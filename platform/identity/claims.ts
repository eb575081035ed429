/** The claims of a verified access token. */
import { type Role, roles } from "../roles.js";

/** The `typ` of an access token's header (RFC 9068, 2.1). */
export const accessTokenType = "at+jwt";

/** The accepted signature algorithms (RFC 8725, 3.1); each key works with its own algorithm only. */
export const algorithms = ["RS256", "ES256"] as const;
export type Algorithm = (typeof algorithms)[number];

/** The claims of an access token (RFC 7519, RFC 9068), by the names that the code uses. */
export interface Claims {
  /** `sub`: the account. */
  subject: string;
  /** `sid`: the session that the token was issued in. */
  sessionId: string;
  /** `preferred_username`. */
  username: string;
  roles: readonly Role[];
  /** `client_id`. */
  clientId: string;
  /** `jti`. */
  tokenId: string;
  /** `iat`, seconds since 1970. */
  issuedAt: number;
  /** `exp`, seconds since 1970. */
  expiresAt: number;
  /** `auth_time`: the time of the last authentication, seconds since 1970. */
  authenticatedAt: number;
  /** `legacy`: the token stands for one of the old services. Its bearer changes nothing as an admin. */
  isLegacy: boolean;
}

/** May the bearer manage accounts and every task? */
export const isAdmin = (claims: Claims): boolean => claims.roles.includes("ADMIN");

/** Returns the claims by which a mutation is authorized: those of a legacy token without the role ADMIN. */
export function claimsForMutation(claims: Claims): Claims {
  if (!claims.isLegacy || !isAdmin(claims)) return claims;
  return Object.freeze({ ...claims, roles: claims.roles.filter((role) => role !== "ADMIN") });
}

/**
 * Reads the payload of a token whose signature has been verified; null when a claim is missing or of the wrong type.
 */
export function readClaims(payload: Readonly<Record<string, unknown>>): Claims | null {
  const { sub, sid, preferred_username, client_id, jti, iat, exp, auth_time } = payload;
  const texts = [sub, sid, preferred_username, client_id, jti];
  const numbers = [iat, exp, auth_time];
  const held = payload["roles"];
  if (!texts.every((text) => typeof text === "string" && text !== "")) return null;
  if (!numbers.every((number) => typeof number === "number") || !Array.isArray(held)) return null;
  return Object.freeze({
    subject: sub as string,
    sessionId: sid as string,
    username: preferred_username as string,
    roles: Object.freeze(roles.filter((role) => held.includes(role))),
    clientId: client_id as string,
    tokenId: jti as string,
    issuedAt: iat as number,
    expiresAt: exp as number,
    authenticatedAt: auth_time as number,
    isLegacy: payload["legacy"] === true,
  });
}
