/** Verifies access tokens by the published key set: signature, algorithm, issuer, audience, time and type (RFC 9068, 4). */
import { generateKeyPairSync } from "node:crypto";
import { createRemoteJwksSigningKeyProvider, extractFromHeader, useJWT } from "@graphql-mesh/plugin-jwt-auth";

/** Returns the plugin. */
export const verifyTokens = ({ keySetUrl, issuer, audience }) =>
  useJWT({
    signingKeyProviders: [createKeySource(keySetUrl)],
    tokenLookupLocations: [findAccessToken],
    tokenVerification: { algorithms: ["RS256", "ES256"], issuer, audience, clockTolerance: 30 },
    // A refused token counts as none: a client that sends its expired token along with `refresh` must succeed.
    reject: { missingToken: false, invalidToken: false },
    // The subgraphs get the token itself, and verify it again.
    forward: { payload: false, token: false },
  });

/** The plugin would fail a whole request with 500 for a key that it cannot find. Such a token is like a forged one. */
function createKeySource(jwksUri) {
  const findKey = createRemoteJwksSigningKeyProvider({
    jwksUri,
    cache: true,
    cacheMaxAge: 300_000,
    // Forged key ids cause no more requests than this.
    rateLimit: true,
    jwksRequestsPerMinute: 10,
    timeout: 5_000,
  });
  // Its private half is thrown away, so that no token verifies with it.
  const unusedKey = generateKeyPairSync("rsa", { modulusLength: 2048 }).publicKey.export({
    type: "spki",
    format: "pem",
  });
  return async (kid) => {
    try {
      return await findKey(kid);
    } catch (error) {
      if (error.name === "SigningKeyNotFoundError") return unusedKey;
      throw error;
    }
  };
}

const readHeader = extractFromHeader({ name: "authorization", prefix: "Bearer" });

/** Finds the bearer token if it is an access token by its type: the plugin does not look at that. */
function findAccessToken(payload) {
  const found = readHeader(payload);
  return found !== undefined && isAccessToken(found.token) ? found : undefined;
}

function isAccessToken(token) {
  try {
    const { typ } = JSON.parse(Buffer.from(token.split(".")[0], "base64url").toString("utf8"));
    return /^(?:application\/)?at\+jwt$/i.test(typ);
  } catch {
    return false;
  }
}
