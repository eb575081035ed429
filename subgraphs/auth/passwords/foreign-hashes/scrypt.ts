/** scrypt (RFC 7914) as Werkzeug, Django, passlib and Spring Security write it. */
import { scryptSync, timingSafeEqual } from "node:crypto";
import {
  type ForeignHash,
  ForeignHashError,
  limits,
  readBase64,
  readHex,
  requireDigest,
  requireWithin,
  type Scheme,
} from "./foreign-hash.js";

export const scryptSchemes: Scheme[] = [
  {
    // Werkzeug: scrypt:N:r:p$SALT$HEX; the salt is text.
    form: /^scrypt:(\d+):(\d+):(\d+)\$([^$]+)\$([0-9a-f]+)$/,
    read: ([N, r, p, salt = "", hex]) => createScrypt({ N, r, p }, Buffer.from(salt), readHex(hex)),
  },
  {
    // Django: scrypt$N$SALT$r$p$BASE64; the salt is text.
    form: /^scrypt\$(\d+)\$([^$]+)\$(\d+)\$(\d+)\$([\w+/=]+)$/,
    read: ([N, salt = "", r, p, base64]) => createScrypt({ N, r, p }, Buffer.from(salt), readBase64(base64)),
  },
  {
    // passlib: $scrypt$ln=LOG2_N,r=R,p=P$SALT$HASH
    form: /^\$scrypt\$ln=(\d{1,2}),r=(\d+),p=(\d+)\$([\w+/]+)\$([\w+/]+)$/,
    read: ([ln, r, p, salt, hash]) =>
      createScrypt({ N: 2 ** Number(ln), r, p }, readBase64(salt), readBase64(hash)),
  },
  {
    // Spring Security: $PARAMETERS$SALT$HASH, of which the parameters are log2(N) << 16 | r << 8 | p in hexadecimal.
    form: /^\{scrypt(?:@SpringSecurity_v5_8)?\}\$([0-9a-f]{5,6})\$([\w+/=]+)\$([\w+/=]+)$/,
    read: ([parameters = "", salt, hash]) => {
      const bits = Number.parseInt(parameters, 16);
      const cost = { N: 2 ** (bits >> 16), r: (bits >> 8) & 0xff, p: bits & 0xff };
      return createScrypt(cost, readBase64(salt), readBase64(hash));
    },
  },
];

type Parameter = string | number | undefined;

/** What scrypt is given besides the password and the salt. */
export interface ScryptCost {
  N: number;
  r: number;
  p: number;
  maxmem: number;
}

/** @throws ForeignHashError when the parameters are none of scrypt's, or too dear. */
export function readScryptCost(given: Record<"N" | "r" | "p", Parameter>): ScryptCost {
  const N = requireWithin("scrypt's N", given.N, 2, 2 ** 20);
  if (!Number.isInteger(Math.log2(N))) throw new ForeignHashError("scrypt's N must be a power of two.");
  const r = requireWithin("scrypt's r", given.r, 1, 64);
  const p = requireWithin("scrypt's p", given.p, 1, limits.lanes);
  requireWithin("scrypt's memory", 128 * N * r, 1, limits.memoryBytes);
  requireWithin("scrypt's work", N * r * p, 1, limits.scryptWork);
  return { N, r, p, maxmem: 2 * limits.memoryBytes };
}

function createScrypt(
  given: Record<"N" | "r" | "p", Parameter>,
  salt: Buffer,
  expected: Buffer,
): ForeignHash {
  const cost = readScryptCost(given);
  requireDigest(expected);
  return {
    parameters: `scrypt ${cost.N} ${cost.r} ${cost.p} ${salt.length} ${expected.length}`,
    compare: (password) => timingSafeEqual(scryptSync(password, salt, expected.length, cost), expected),
  };
}
