/** Verifies access tokens by RFC 9068 and RFC 8725, and caches the valid ones. */
import { createHash } from "node:crypto";
import jwt from "jsonwebtoken";
import { LRUCache } from "lru-cache";
import { AppError, tokenExpired, unauthenticated } from "../errors.js";
import { accessTokenType, type Claims, readClaims } from "./claims.js";
import type { CatchUp } from "./complete-revocations.js";
import type { KeySource } from "./key-source.js";
import type { Revocations } from "./revocations.js";

/** The claims that a valid token must have. */
export interface TokenExpectations {
  /** `iss`. */
  issuer: string;
  /** `aud`. */
  audience: string;
}

/** Returns the claims of a valid token. @throws AppError UNAUTHENTICATED, TOKEN_EXPIRED or SERVICE_UNAVAILABLE. */
export type TokenVerifier = (token: string) => Promise<Claims>;

/** The tolerated difference of clocks. */
export const leewaySeconds = 30;
const maximumTokenLength = 8_192;
const rememberedTokens = 10_000;
const harmlessKeyId = /^[\w-]{1,128}$/;

/** A token with a valid signature, and the key of it. */
interface VerifiedToken {
  claims: Claims;
  kid: string;
}

const refusal = () => unauthenticated("The access token is not valid.");

/**
 * Creates the verifier; `catchUp` runs before a token is trusted. It ignores `jku`, `x5u` and `jwk` in a token's
 * header.
 */
export function createTokenVerifier(
  expectations: TokenExpectations,
  findKey: KeySource,
  revocations: Pick<Revocations, "check">,
  catchUp: CatchUp = async () => {},
): TokenVerifier {
  const good = new LRUCache<string, VerifiedToken>({ max: rememberedTokens });

  return async (token) => {
    const fingerprint = createHash("sha256").update(token).digest("base64");
    let verified = good.get(fingerprint);
    if (verified === undefined) {
      verified = await verifySignature(token, expectations, findKey);
      good.set(fingerprint, verified);
    } else if ((await findKey(verified.kid)) === null) {
      // A withdrawn key invalidates its tokens.
      good.delete(fingerprint);
      throw refusal();
    }
    const { claims } = verified;
    if (claims.expiresAt + leewaySeconds <= Date.now() / 1000) {
      good.delete(fingerprint);
      throw tokenExpired();
    }
    await catchUp(claims);
    const revocation = revocations.check(claims);
    if (revocation === "ended") throw unauthenticated("This session has ended; sign in again.");
    if (revocation === "outdated")
      throw tokenExpired("The account's roles have changed, or the token is too old; refresh it.");
    return claims;
  };
}

async function verifySignature(
  token: string,
  { issuer, audience }: TokenExpectations,
  findKey: KeySource,
): Promise<VerifiedToken> {
  if (token.length > maximumTokenLength) throw refusal();
  const kid = readKeyId(token);
  if (kid === null) throw refusal();
  const key = await findKey(kid);
  if (key === null) throw refusal();
  try {
    const payload = jwt.verify(token, key.key, {
      algorithms: [key.algorithm],
      issuer,
      audience,
      clockTolerance: leewaySeconds,
    });
    const claims = typeof payload === "string" ? null : readClaims(payload);
    if (claims === null) throw refusal();
    return { claims, kid: key.kid };
  } catch (error) {
    if (error instanceof AppError) throw error;
    throw error instanceof jwt.TokenExpiredError ? tokenExpired() : refusal();
  }
}

/** Returns the key id of a token of the right type without unknown critical headers; else null. */
function readKeyId(token: string): string | null {
  const { typ, kid, crit } = parseHeader(token);
  if (typeof typ !== "string" || typeof kid !== "string" || crit !== undefined) return null;
  const type = typ.toLowerCase().replace(/^application\//, "");
  return type === accessTokenType && harmlessKeyId.test(kid) ? kid : null;
}

function parseHeader(token: string): Readonly<Record<string, unknown>> {
  try {
    return Object(JSON.parse(Buffer.from(token.split(".", 1)[0] ?? "", "base64url").toString("utf8")));
  } catch {
    return {};
  }
}
