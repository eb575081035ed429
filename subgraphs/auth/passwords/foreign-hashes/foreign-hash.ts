/** What the schemes share: the type of a hash that has been read, the bounds of its cost, and its encodings. */

/** The hash cannot be taken; `message` says why and shows nothing of it. */
export class ForeignHashError extends Error {
  override readonly name = "ForeignHashError";
}

/** A hash of another system, ready to be compared. */
export interface ForeignHash {
  /** Scheme, cost and lengths: two hashes with the same parameters take the same time, and both or none can be compared. */
  parameters: string;
  /** Compares a password as it was typed, without a NUL in it. Takes its time: not for the thread that serves requests. */
  compare(password: string): boolean;
}

/** The form of a scheme's hashes, and how to read the parts that the form captures. */
export interface Scheme {
  form: RegExp;
  read(parts: (string | undefined)[]): ForeignHash;
}

/**
 * What one comparison may cost: some seconds and 128 MiB. The author of an imported file must not be able to
 * stop the sign-ins of all.
 */
export const limits = {
  textLength: 1_024,
  shortestDigestBytes: 16,
  longestDigestBytes: 128,
  pbkdf2Iterations: 2_000_000,
  bcryptCost: 14,
  memoryBytes: 128 * 1024 * 1024,
  scryptWork: 2 ** 22,
  argon2Passes: 16,
  argon2WorkKiB: 2 ** 20,
  lanes: 16,
};

/** @throws ForeignHashError unless `value` is from `min` to `max`. */
export function requireWithin(
  what: string,
  value: string | number | undefined,
  min: number,
  max: number,
): number {
  const number = Number(value);
  if (number >= min && number <= max) return number;
  throw new ForeignHashError(`${what} must be from ${min} to ${max}.`);
}

/** Refuses digests that any password may meet, and those that no scheme makes. */
export function requireDigest(digest: Buffer): Buffer {
  requireWithin(
    "the hash's length in bytes",
    digest.length,
    limits.shortestDigestBytes,
    limits.longestDigestBytes,
  );
  return digest;
}

const base64Form = /^[A-Za-z0-9+/]+={0,2}$/;

/** Reads base64 (RFC 4648, 4), padded or not. Node's own reader skips what is no base64. */
export function readBase64(text = ""): Buffer {
  if (!base64Form.test(text) || text.replace(/=+$/, "").length % 4 === 1) {
    throw new ForeignHashError("a part of the hash is not base64.");
  }
  return Buffer.from(text, "base64");
}

/** Reads base64 of passlib, which writes `.` for `+`. */
export const readPasslibBase64 = (text = ""): Buffer => readBase64(text.replaceAll(".", "+"));

/** Reads hexadecimal digits, two a byte. */
export function readHex(text = ""): Buffer {
  if (!/^([0-9a-f]{2})+$/i.test(text)) throw new ForeignHashError("a part of the hash is not hexadecimal.");
  return Buffer.from(text, "hex");
}
