/** Holds the keys that sign access tokens, and publishes their public halves as a JSON Web Key Set (RFC 7517). */
import { createHash, createPrivateKey, createPublicKey, type KeyObject } from "node:crypto";
import type { Algorithm } from "../../../platform/identity/claims.js";
import type { KeySource, PublishedKey } from "../../../platform/identity/key-source.js";

/** A private key and what goes with it. */
export interface SigningKey {
  /** JWK thumbprint of the public key (RFC 7638), so that the same key has the same id everywhere. */
  kid: string;
  algorithm: Algorithm;
  privateKey: KeyObject;
  publicKey: KeyObject;
}

const pemBlock = /-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]+?-----END [A-Z ]*PRIVATE KEY-----/g;

/**
 * Reads one or more private keys in PEM, one after the other; `\n` may stand for a line break.
 * @throws Error when there is none, or one is neither RSA of 2048 bits or more nor P-256.
 */
export function readSigningKeys(pem: string): SigningKey[] {
  const blocks = pem.replaceAll("\\n", "\n").match(pemBlock);
  if (blocks === null) throw new Error("there is no private key in PEM in it.");
  return blocks.map((block) => {
    const privateKey = createPrivateKey(block);
    const publicKey = createPublicKey(privateKey);
    return { kid: thumbprint(publicKey), algorithm: algorithmOf(privateKey), privateKey, publicKey };
  });
}

/** The key set that `/.well-known/jwks.json` serves. */
export function publishKeys(keys: readonly SigningKey[]): { keys: PublishedKey[] } {
  return {
    keys: keys.map(({ kid, algorithm, publicKey }) => ({
      ...publicKey.export({ format: "jwk" }),
      kid,
      alg: algorithm,
      use: "sig",
    })),
  };
}

/** The auth subgraph's own key source: it need not ask itself over HTTP. */
export function createLocalKeySource(keys: readonly SigningKey[]): KeySource {
  const byId = new Map(
    keys.map(({ kid, algorithm, publicKey }) => [kid, { kid, algorithm, key: publicKey }]),
  );
  return (kid) => byId.get(kid) ?? null;
}

function algorithmOf(key: KeyObject): Algorithm {
  const details = key.asymmetricKeyDetails;
  if (key.asymmetricKeyType === "rsa" && (details?.modulusLength ?? 0) >= 2048) return "RS256";
  if (key.asymmetricKeyType === "ec" && details?.namedCurve === "prime256v1") return "ES256";
  throw new Error("a key must be RSA of 2048 bits or more, or on the curve P-256.");
}

function thumbprint(publicKey: KeyObject): string {
  const { e, n, kty, crv, x, y } = publicKey.export({ format: "jwk" });
  // RFC 7638, 3.2: the required members in lexical order, without white space.
  const members = kty === "RSA" ? { e, kty, n } : { crv, kty, x, y };
  return createHash("sha256").update(JSON.stringify(members)).digest("base64url");
}
