/** The keys that verify tokens, and the key set in which they are published. */
import { createPublicKey, type JsonWebKey, type KeyObject } from "node:crypto";
import { type Algorithm, algorithms } from "./claims.js";

/** A public key, and the one algorithm that it is used with. */
export interface VerificationKey {
  kid: string;
  algorithm: Algorithm;
  key: KeyObject;
}

/** An entry of the published JSON Web Key Set (RFC 7517, 5). */
export interface PublishedKey extends JsonWebKey {
  kid: string;
  alg: Algorithm;
  use: "sig";
}

/** Returns the public key as a JWK; what else its source says of it is not passed on. */
export const toPublishedKey = ({ kid, algorithm, key }: VerificationKey): PublishedKey => ({
  ...key.export({ format: "jwk" }),
  kid,
  alg: algorithm,
  use: "sig",
});

/** Reads a JWKS document; skips entries that this system does not use. */
export function readKeySet(document: unknown): Map<string, VerificationKey> {
  const entries = (document as { keys?: unknown }).keys;
  const found = new Map<string, VerificationKey>();
  for (const entry of Array.isArray(entries) ? (entries as PublishedKey[]) : []) {
    if (entry.use !== "sig" || !algorithms.includes(entry.alg) || typeof entry.kid !== "string") continue;
    const key = createPublicKey({ key: entry, format: "jwk" });
    found.set(entry.kid, { kid: entry.kid, algorithm: entry.alg, key });
  }
  return found;
}
