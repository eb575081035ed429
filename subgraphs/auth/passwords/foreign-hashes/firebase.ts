/**
 * Firebase's scrypt (https://github.com/firebase/scrypt): scrypt makes a key of the password, AES-256-CTR under it
 * makes the hash of the project's signer key. So the hash and the signer key give the key stream, and that is what
 * is stored: the signer key itself is then needed no more.
 */
import { createCipheriv, scryptSync, timingSafeEqual } from "node:crypto";
import {
  type ForeignHash,
  ForeignHashError,
  readBase64,
  requireDigest,
  requireWithin,
  type Scheme,
} from "./foreign-hash.js";
import { readScryptCost } from "./scrypt.js";

/** A project's password hash parameters, as the console shows them; keys and separator in base64. */
export interface FirebaseParameters {
  signerKey: string;
  saltSeparator: string;
  rounds: number;
  memoryCost: number;
}

export const firebaseSchemes: Scheme[] = [
  {
    // Of Gatehouse's own making: $firebase-scrypt$ln=MEMORY_COST,r=ROUNDS$SALT$KEY_STREAM
    form: /^\$firebase-scrypt\$ln=(\d{1,2}),r=(\d{1,2})\$([\w+/=]+)\$([\w+/=]+)$/,
    read: ([ln, r, salt, keyStream]) =>
      createFirebase({ N: 2 ** Number(ln), r }, readBase64(salt), readBase64(keyStream)),
  },
];

/**
 * Writes the hash of an exported account in the form that is stored.
 * @throws ForeignHashError when it, or what the project has, is malformed.
 */
export function writeFirebaseHash(parameters: FirebaseParameters, hash: string, salt: string): string {
  const signerKey = readWebSafe(parameters.signerKey);
  const digest = readWebSafe(hash);
  if (digest.length !== signerKey.length) {
    throw new ForeignHashError(
      "the hash is not as long as the signer key: it is of another Firebase project.",
    );
  }
  const keyStream = digest.map((byte, index) => byte ^ (signerKey[index] ?? 0));
  const wholeSalt = Buffer.concat([readWebSafe(salt), readWebSafe(parameters.saltSeparator)]);
  const cost = `ln=${parameters.memoryCost},r=${parameters.rounds}`;
  return `$firebase-scrypt$${cost}$${wholeSalt.toString("base64")}$${Buffer.from(keyStream).toString("base64")}`;
}

/** Exports have the alphabet of URLs (RFC 4648, 5), the console has the other one. */
function readWebSafe(text: string): Buffer {
  return readBase64(text.replaceAll("-", "+").replaceAll("_", "/"));
}

function createFirebase(
  { N, r }: { N: number; r: string | undefined },
  salt: Buffer,
  expected: Buffer,
): ForeignHash {
  const cost = readScryptCost({ N, r, p: 1 });
  requireDigest(expected);
  requireWithin("the salt's length in bytes", salt.length, 1, 128);
  return {
    parameters: `firebase ${cost.N} ${cost.r} ${salt.length} ${expected.length}`,
    compare(password) {
      const key = scryptSync(password, salt, 32, cost);
      const keyStream = createCipheriv("aes-256-ctr", key, Buffer.alloc(16)).update(
        Buffer.alloc(expected.length),
      );
      return timingSafeEqual(keyStream, expected);
    },
  };
}
