/** The response of token introspection by HTTP (RFC 7662, 2.2), which auth makes and the gateway passes on. */
import type { Claims } from "./claims.js";
import { scopeOf } from "./grants.js";
import type { TokenExpectations } from "./token-verifier.js";

/** Path at the auth subgraph, for holders of the gateway's secret: `POST {"token": "…"}`. */
export const introspectionPath = "/internal/introspection";

/** An active token's claims by their registered names; of any other token, nothing but that it is not active. */
export type IntrospectionResponse = { active: false } | ReturnType<typeof describeToken>;

/** Returns the response for a token that is valid and not revoked. */
export function describeToken(claims: Claims, { issuer, audience }: TokenExpectations) {
  return {
    active: true as const,
    token_type: "Bearer",
    iss: issuer,
    aud: audience,
    sub: claims.subject,
    sid: claims.sessionId,
    username: claims.username,
    roles: claims.roles,
    scope: scopeOf(claims),
    client_id: claims.clientId,
    jti: claims.tokenId,
    iat: claims.issuedAt,
    exp: claims.expiresAt,
  };
}
