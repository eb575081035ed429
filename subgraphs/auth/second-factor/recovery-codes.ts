/** Recovery codes, for an owner who has lost the second factor. */
import { createHash, randomInt } from "node:crypto";

const amount = 10;
/** Crockford's base32, which has no characters that look alike. */
const alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/** 24 characters are 120 bits; from 112 bits on a plain hash is enough (ASVS 5.0, 6.5.2). */
const groups = { count: 4, length: 6 } as const;

/** Returns a new set, which is shown once. */
export const createRecoveryCodes = (): string[] => Array.from({ length: amount }, createCode);

/** Returns the hash under which a code is stored. Small letters, missing hyphens, O for 0 and I or L for 1 do not matter. */
export function hashRecoveryCode(code: string): string {
  const letters = code.toUpperCase().replace(/[\s-]/g, "").replaceAll("O", "0").replace(/[IL]/g, "1");
  return createHash("sha256").update(letters).digest("base64url");
}

function createCode(): string {
  const character = () => alphabet.charAt(randomInt(alphabet.length));
  const group = () => Array.from({ length: groups.length }, character).join("");
  return Array.from({ length: groups.count }, group).join("-");
}
