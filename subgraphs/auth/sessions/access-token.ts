/** Signs access tokens: JSON Web Tokens by the profile of RFC 9068. */
import { randomUUID } from "node:crypto";
import jwt from "jsonwebtoken";
import { accessTokenType, type Claims } from "../../../platform/identity/claims.js";
import { scopeOf } from "../../../platform/identity/grants.js";
import type { TokenExpectations } from "../../../platform/identity/token-verifier.js";
import type { AccountRecord } from "../accounts/account-record.js";
import type { SigningKey } from "../signing-keys/signing-keys.js";
import { isLegacySession } from "./legacy-session.js";
import type { SessionRecord } from "./model.js";

/** A signed token and its claims. */
export interface SignedToken {
  accessToken: string;
  claims: Claims;
}

/** Signs a token for an account in a session. */
export type AccessTokenSigner = (account: AccountRecord, session: SessionRecord) => SignedToken;

/** Creates the signer, which takes the current key each time. `exp` is `lifetimeSeconds` after `iat`, but not after the end of the session. */
export function createAccessTokenSigner(
  currentKey: () => SigningKey,
  { issuer, audience }: TokenExpectations,
  lifetimeSeconds: number,
): AccessTokenSigner {
  return (account, session) => {
    const issuedAt = Math.floor(Date.now() / 1000);
    const claims: Claims = {
      subject: account._id,
      sessionId: session._id,
      username: account.username,
      roles: account.roles,
      clientId: session.clientId,
      tokenId: randomUUID(),
      issuedAt,
      expiresAt: Math.min(issuedAt + lifetimeSeconds, Math.ceil(session.expiresAt.getTime() / 1000)),
      authenticatedAt: Math.floor(session.authenticatedAt.getTime() / 1000),
      isLegacy: isLegacySession(session),
    };
    const payload = {
      iss: issuer,
      aud: audience,
      sub: claims.subject,
      sid: claims.sessionId,
      preferred_username: claims.username,
      roles: claims.roles,
      // For other services; this system verifies the roles.
      scope: scopeOf(claims),
      client_id: claims.clientId,
      jti: claims.tokenId,
      iat: claims.issuedAt,
      exp: claims.expiresAt,
      auth_time: claims.authenticatedAt,
      ...(claims.isLegacy && { legacy: true }),
      // Empty in sessions of a version that did not store them.
      ...(session.methods.length > 0 && { amr: session.methods }),
    };
    const key = currentKey();
    const header = { alg: key.algorithm, typ: accessTokenType, kid: key.kid };
    return { accessToken: jwt.sign(payload, key.privateKey, { algorithm: key.algorithm, header }), claims };
  };
}
