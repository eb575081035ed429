/** Reads, writes and generates the private keys that sign access tokens. */
import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPair,
  generateKeyPairSync,
  type KeyObject,
} from "node:crypto";
import { promisify } from "node:util";
import type { Algorithm } from "../../../platform/identity/claims.js";

/** A private key with its public half and its times. */
export interface SigningKey {
  /** JWK thumbprint of the public key (RFC 7638), so that the same key has the same id everywhere. */
  kid: string;
  algorithm: Algorithm;
  privateKey: KeyObject;
  publicKey: KeyObject;
  /** When it begins to sign, until a later key does. 1970 for a key without a time. */
  signsFrom: Date;
}

// Text outside of the blocks is allowed (RFC 7468, 2): a line before a block holds its time.
const pemBlock =
  /(?:signs from (?<signsFrom>\S+)\s+)?(?<pem>-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]+?-----END [A-Z ]*PRIVATE KEY-----)/g;

/**
 * Reads one or more private keys in PEM, one after the other; `\n` may stand for a line break, and a line
 * `signs from 2026-11-22T09:30:00.000Z` before a key for a later beginning.
 * @throws Error when there is none, or one is neither RSA of 2048 bits or more nor P-256.
 */
export function readSigningKeys(pem: string): SigningKey[] {
  const blocks = [...pem.replaceAll("\\n", "\n").matchAll(pemBlock)];
  if (blocks.length === 0) throw new Error("there is no private key in PEM in it.");
  return blocks.map(({ groups }) => {
    const signsFrom = new Date(groups?.["signsFrom"] ?? 0);
    if (Number.isNaN(signsFrom.getTime())) throw new Error("`signs from` is not followed by an instant.");
    return toSigningKey(createPrivateKey(groups?.["pem"] ?? ""), signsFrom);
  });
}

/** Writes keys as `readSigningKeys` reads them. */
export function formatSigningKeys(keys: readonly SigningKey[]): string {
  return keys
    .map(({ signsFrom, privateKey }) => {
      const since = signsFrom.getTime() === 0 ? "" : `signs from ${signsFrom.toISOString()}\n`;
      return since + privateKey.export({ type: "pkcs8", format: "pem" }).toString();
    })
    .join("");
}

const modulusLength = 2048;
const namedCurve = "P-256";
const generatePair = promisify(generateKeyPair);

/** Generates a key, off the event loop. It signs from now on unless `signsFrom` is given. */
export async function generateSigningKey(algorithm: Algorithm, signsFrom?: Date): Promise<SigningKey> {
  const { privateKey } =
    algorithm === "RS256"
      ? await generatePair("rsa", { modulusLength })
      : await generatePair("ec", { namedCurve });
  return toSigningKey(privateKey, signsFrom ?? new Date());
}

/** Generates the first key of a development machine, in PEM. */
export function generateFirstKey(algorithm: Algorithm): string {
  const { privateKey } =
    algorithm === "RS256"
      ? generateKeyPairSync("rsa", { modulusLength })
      : generateKeyPairSync("ec", { namedCurve });
  return privateKey.export({ type: "pkcs8", format: "pem" }).toString();
}

function toSigningKey(privateKey: KeyObject, signsFrom: Date): SigningKey {
  const publicKey = createPublicKey(privateKey);
  return { kid: thumbprint(publicKey), algorithm: algorithmOf(privateKey), privateKey, publicKey, signsFrom };
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
