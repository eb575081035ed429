/** Makes and reads the tokens in mailed links: 256 random bits, good for one account and one purpose. */
import { createHash, createHmac, timingSafeEqual } from "node:crypto";
import { parse as parseUuid, stringify as toUuid } from "uuid";
import { type AppError, badInput } from "../../../platform/errors.js";
import type { IssuedToken } from "../accounts/account-record.js";

/** What a token may be used for; it is invalid for every other purpose. */
export type TokenPurpose = "password-reset" | "email-proof" | "registration";

/** The content of a token. */
export interface MailedToken {
  /** Of the account, or of the registration where there is no account yet. */
  accountId: string;
  secret: Buffer;
}

const sizes = { id: 16, secret: 32 } as const;

/**
 * Derives the secret of a token from the `seed` (256 random bits) that is stored with the mail: a mail that is sent again
 * has the same link. The database alone does not contain the token, for `key` is not in it.
 */
export function secretOf(purpose: TokenPurpose, seed: string, key: string): Buffer {
  return createHmac("sha256", key).update(`gatehouse mailed token ${purpose} ${seed}`).digest();
}

/** Returns the hash under which a secret is stored. A plain hash is enough for values this random. */
export function hashSecret(purpose: TokenPurpose, secret: Buffer): string {
  return createHash("sha256").update(`${purpose} `).update(secret).digest("base64url");
}

/** Writes the token as it stands in a link. */
export function formatMailedToken({ accountId, secret }: MailedToken): string {
  return Buffer.concat([parseUuid(accountId), secret]).toString("base64url");
}

/** Reads a token; null for any other text. */
export function parseMailedToken(text: string): MailedToken | null {
  if (!/^[\w-]{64}$/.test(text)) return null;
  const bytes = Buffer.from(text, "base64url");
  try {
    return { accountId: toUuid(bytes, 0), secret: bytes.subarray(sizes.id) };
  } catch {
    // The first bytes are not a UUID.
    return null;
  }
}

/** Is this the token that is in force, by its secret and by the time? Compares in constant time. */
export function isInForce(
  purpose: TokenPurpose,
  { secret }: MailedToken,
  issued: IssuedToken | null | undefined,
  now = new Date(),
): boolean {
  if (issued == null || issued.hash === null || issued.expiresAt === null) return false;
  const matches = timingSafeEqual(Buffer.from(hashSecret(purpose, secret)), Buffer.from(issued.hash));
  return matches && issued.expiresAt > now;
}

/** The refusal of a token that is malformed, spent, replaced or expired. */
export const invalidToken = (advice = "ask for a new one"): AppError =>
  badInput("token", `This link is invalid or has expired; ${advice}.`);
