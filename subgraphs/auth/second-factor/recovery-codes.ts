/** Recovery codes: what its owner keeps in a drawer for the day on which the second factor is lost. */
import { createHash, randomInt } from "node:crypto";

const amount = 10;
/** Crockford's base32: nothing in it is mistaken for anything else. */
const alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/** 24 characters are 120 bits: past the 112 from which a plain hash will do (ASVS 5.0, 6.5.2). */
const groups = { count: 4, length: 6 } as const;

/** A fresh set, as it is shown, once. */
export const createRecoveryCodes = (): string[] => Array.from({ length: amount }, createCode);

/** How a code is stored, however it was typed: small letters, without hyphens, O for 0, I or L for 1. */
export function hashRecoveryCode(code: string): string {
  const letters = code.toUpperCase().replace(/[\s-]/g, "").replaceAll("O", "0").replace(/[IL]/g, "1");
  return createHash("sha256").update(letters).digest("base64url");
}

function createCode(): string {
  const character = () => alphabet.charAt(randomInt(alphabet.length));
  const group = () => Array.from({ length: groups.length }, character).join("");
  return Array.from({ length: groups.count }, group).join("-");
}
