/** Gatehouse's own form of a stored hash: `PEPPER_ID:BCRYPT_HASH`. */
import { createHmac } from "node:crypto";
import type { PasswordConfig } from "./config.js";

/** A stored hash, read. */
export interface OwnHash {
  pepperId: string;
  bcryptHash: string;
  cost: number;
}

const storedForm = /^([\w-]{1,32}):(\$2[aby]\$(\d\d)\$.{53})$/;

/** Reads a stored hash; null for a hash of another system. */
export function parseOwnHash(stored: string): OwnHash | null {
  const match = storedForm.exec(stored);
  if (match === null) return null;
  const [, pepperId = "", bcryptHash = "", cost] = match;
  return { pepperId, bcryptHash, cost: Number(cost) };
}

/** Writes a hash as it is stored. */
export const formatOwnHash = (pepperId: string, bcryptHash: string): string => `${pepperId}:${bcryptHash}`;

/**
 * Returns the input of bcrypt, which reads 72 bytes and stops at a NUL: the base64 of HMAC-SHA-384(password, pepper), 64
 * characters that depend on every bit of the password. The password is first put into Unicode form NFC, as RFC 8265
 * (OpaqueString) requires: two keyboards that compose the same letters differently give the same password, while NFKC
 * would make different passwords equal.
 * @throws Error when there is no such pepper.
 */
export function prehash(
  { peppers }: Pick<PasswordConfig, "peppers">,
  pepperId: string,
  password: string,
): string {
  const pepper = peppers.get(pepperId);
  if (pepper === undefined) throw new Error(`There is no pepper "${pepperId}" to verify a password with.`);
  return createHmac("sha384", pepper).update(password.normalize("NFC")).digest("base64");
}
