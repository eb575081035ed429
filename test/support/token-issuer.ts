/** Replaces auth for a gateway that verifies tokens: a key set, and no revocations. */
import { generateKeyPairSync, randomUUID } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import jwt from "jsonwebtoken";
import { accessTokenType } from "../../platform/identity/claims.js";
import { revocationsPath } from "../../platform/identity/complete-revocations.js";
import type { Role } from "../../platform/roles.js";
import { keySetPath } from "../../platform/service/open-token-verifier.js";

/** Issues good tokens. */
export interface TokenIssuer {
  /** For AUTH_URL. */
  url: string;
  tokenFor(roles: readonly Role[], lifetimeSeconds?: number): string;
  stop(): Promise<void>;
}

/** Starts it. Its tokens fit the default TOKEN_ISSUER and TOKEN_AUDIENCE. */
export async function startTokenIssuer(): Promise<TokenIssuer> {
  const { publicKey, privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const kid = "test";
  const answers: Record<string, unknown> = {
    [keySetPath]: { keys: [{ ...publicKey.export({ format: "jwk" }), kid, alg: "RS256", use: "sig" }] },
    [revocationsPath]: { sessionIds: [], accounts: [] },
  };
  const server = createServer((request, response) => {
    response.setHeader("content-type", "application/json").end(JSON.stringify(answers[request.url ?? ""]));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    tokenFor(roles, lifetimeSeconds = 300) {
      const now = Math.floor(Date.now() / 1000);
      const payload = {
        iss: "https://gatehouse.local",
        aud: "gatehouse",
        sub: randomUUID(),
        sid: randomUUID(),
        preferred_username: "a-user",
        roles,
        client_id: "test",
        jti: randomUUID(),
        iat: now,
        exp: now + lifetimeSeconds,
        auth_time: now,
      };
      return jwt.sign(payload, privateKey, {
        algorithm: "RS256",
        header: { alg: "RS256", typ: accessTokenType, kid },
      });
    },
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
