/** Verifies the password hashes of other systems, which come by import and go at the next sign-in. */
import { pbkdf2Sync, scryptSync, timingSafeEqual } from "node:crypto";
import { verifySync as verifyArgon2 } from "@node-rs/argon2";
import bcrypt from "bcrypt";

/** The hash cannot be taken in; `message` says why and shows nothing of it. */
export class ForeignHashError extends Error {
  override readonly name = "ForeignHashError";
}

/** Compares a password, as its user typed it and without a NUL in it, with one hash. Takes its time: not for the thread that answers. */
export type ForeignHash = (password: string) => boolean;

type Parts = (string | undefined)[];

/**
 * What one comparison may cost, some seconds and 128 MiB at most: whoever writes the file of an import must not
 * be able to stop everybody's sign-ins with it.
 */
const limits = {
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

/** One entry a scheme: the form of its hashes, and what to make of the parts. */
const schemes: { form: RegExp; read: (parts: Parts, text: string) => ForeignHash }[] = [
  {
    // Werkzeug: pbkdf2:sha256:ITERATIONS$SALT$HEX; the salt is text.
    form: /^pbkdf2:(sha256|sha512):(\d+)\$([^$]+)\$([0-9a-f]+)$/,
    read: ([digest, iterations, salt = "", hex = ""]) =>
      readPbkdf2(digest, iterations, Buffer.from(salt), Buffer.from(hex, "hex")),
  },
  {
    // Werkzeug: scrypt:N:r:p$SALT$HEX
    form: /^scrypt:(\d+):(\d+):(\d+)\$([^$]+)\$([0-9a-f]+)$/,
    read: ([N, r, p, salt = "", hex = ""]) => readScrypt([N, r, p], salt, Buffer.from(hex, "hex")),
  },
  {
    // Django: pbkdf2_sha256$ITERATIONS$SALT$BASE64; the salt is text.
    form: /^pbkdf2_(sha256)\$(\d+)\$([^$]+)\$([\w+/]+={0,2})$/,
    read: ([digest, iterations, salt = "", base64 = ""]) =>
      readPbkdf2(digest, iterations, Buffer.from(salt), Buffer.from(base64, "base64")),
  },
  {
    // PHC string format: $pbkdf2-sha256$i=ITERATIONS,l=BYTES$SALT$HASH; passlib leaves out `i=` and writes . for +.
    form: /^\$pbkdf2-(sha256|sha512)\$(?:i=)?(\d+)(?:,l=\d+)?\$([\w+/.]+)\$([\w+/.]+)$/,
    read: ([digest, iterations, salt = "", hash = ""]) =>
      readPbkdf2(digest, iterations, fromPhcBase64(salt), fromPhcBase64(hash)),
  },
  {
    form: /^\$2[aby]\$(\d\d)\$[./A-Za-z0-9]{53}$/,
    read: ([cost], text) => {
      requireWithin("bcrypt's cost", cost, 4, limits.bcryptCost);
      // What PHP calls 2y is 2b.
      const known = text.replace(/^\$2y/, "$2b");
      return (password) => bcrypt.compareSync(password, known);
    },
  },
  {
    form: /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$[\w+/]{11,}\$[\w+/]{22,}$/,
    read: ([memory, passes, lanes], text) => {
      const kiB = requireWithin("argon2's memory", memory, 8, limits.memoryBytes / 1024);
      const count = requireWithin("argon2's passes", passes, 1, limits.argon2Passes);
      requireWithin("argon2's work", kiB * count, 1, limits.argon2WorkKiB);
      requireWithin("argon2's lanes", lanes, 1, limits.lanes);
      return (password) => verifyArgon2(text, password);
    },
  },
];

/**
 * Reads a hash of Werkzeug (`pbkdf2:…`, `scrypt:…`), Django (`pbkdf2_sha256$…`), passlib or the PHC string format
 * (`$pbkdf2-sha256$…`), bcrypt or argon2id.
 * @throws ForeignHashError when it is none of these, or dearer than a sign-in may be.
 */
export function readForeignHash(text: string): ForeignHash {
  if (text.length <= limits.textLength) {
    for (const { form, read } of schemes) {
      const match = form.exec(text);
      if (match !== null) return read(match.slice(1), text);
    }
  }
  throw new ForeignHashError("the hash has no form that is known here.");
}

function readPbkdf2(
  digest: string | undefined,
  iterations: string | undefined,
  salt: Buffer,
  expected: Buffer,
): ForeignHash {
  const count = requireWithin("PBKDF2's number of iterations", iterations, 1, limits.pbkdf2Iterations);
  requireDigest(expected);
  return (password) => {
    const derived = pbkdf2Sync(password, salt, count, expected.length, digest ?? "");
    return timingSafeEqual(derived, expected);
  };
}

function readScrypt([n, r, p]: Parts, salt: string, expected: Buffer): ForeignHash {
  const N = requireWithin("scrypt's N", n, 2, 2 ** 20);
  if (!Number.isInteger(Math.log2(N))) throw new ForeignHashError("scrypt's N must be a power of two.");
  const blockSize = requireWithin("scrypt's r", r, 1, 64);
  const parallelization = requireWithin("scrypt's p", p, 1, limits.lanes);
  requireWithin("scrypt's memory", 128 * N * blockSize, 1, limits.memoryBytes);
  requireWithin("scrypt's work", N * blockSize * parallelization, 1, limits.scryptWork);
  requireDigest(expected);
  const options = { N, r: blockSize, p: parallelization, maxmem: 2 * limits.memoryBytes };
  return (password) => {
    const derived = scryptSync(Buffer.from(password), Buffer.from(salt), expected.length, options);
    return timingSafeEqual(derived, expected);
  };
}

function requireDigest({ length }: Buffer): void {
  requireWithin("the hash's length in bytes", length, limits.shortestDigestBytes, limits.longestDigestBytes);
}

function requireWithin(what: string, value: string | number | undefined, min: number, max: number): number {
  const number = Number(value);
  if (number >= min && number <= max) return number;
  throw new ForeignHashError(`${what} must be from ${min} to ${max}.`);
}

function fromPhcBase64(text: string): Buffer {
  return Buffer.from(text.replaceAll(".", "+"), "base64");
}
