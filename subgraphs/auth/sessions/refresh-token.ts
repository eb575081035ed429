/** Makes and reads refresh tokens: opaque, with 256 random bits that change at each use. */
import { createHash, createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import { parse as parseUuid, stringify as toUuid } from "uuid";

/**
 * The content of a refresh token. `family` is random and stays the same for the whole session: a token with it and an old
 * `secret` was really issued once, so that a guessed session id is not enough to end a session.
 */
export interface RefreshToken {
  sessionId: string;
  family: Buffer;
  secret: Buffer;
}

const sizes = { id: 16, family: 16, secret: 32 } as const;
const tokenBytes = sizes.id + sizes.family + sizes.secret;

/** A fresh secret of 256 bits. */
export const createSecret = (): Buffer => randomBytes(sizes.secret);
/** A fresh family of 128 bits. */
export const createFamily = (): Buffer => randomBytes(sizes.family);

/** Writes the token as the client keeps it. */
export function formatRefreshToken({ sessionId, family, secret }: RefreshToken): string {
  return Buffer.concat([parseUuid(sessionId), family, secret]).toString("base64url");
}

/** Reads a token; null for any other text. */
export function parseRefreshToken(text: string): RefreshToken | null {
  if (text.length > 200 || !/^[\w-]+$/.test(text)) return null;
  const bytes = Buffer.from(text, "base64url");
  if (bytes.length !== tokenBytes) return null;
  try {
    return {
      sessionId: toUuid(bytes, 0),
      family: bytes.subarray(sizes.id, sizes.id + sizes.family),
      secret: bytes.subarray(sizes.id + sizes.family),
    };
  } catch {
    // The first bytes are not a UUID.
    return null;
  }
}

/** Returns the hash under which a part of a token is stored. A plain hash is enough for values this random. */
export function hashPart(part: Buffer): string {
  return createHash("sha256").update(part).digest("base64url");
}

/** Does the part belong to the stored hash? In constant time. */
export function matchesHash(part: Buffer, hash: string | null): boolean {
  return hash !== null && timingSafeEqual(Buffer.from(hashPart(part)), Buffer.from(hash));
}

/**
 * The secret that follows `secret`. The salt is stored, the secret is not: only its holder can be given the
 * same successor again, and the database alone does not reveal a token.
 */
export function succeed(secret: Buffer, salt: string): Buffer {
  return createHmac("sha256", secret).update(`gatehouse refresh successor ${salt}`).digest();
}
