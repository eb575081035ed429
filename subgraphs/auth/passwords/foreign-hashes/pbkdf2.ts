/** PBKDF2 (RFC 8018) as Werkzeug, Django, passlib, Spring Security and Keycloak write it. */
import { pbkdf2Sync, timingSafeEqual } from "node:crypto";
import {
  type ForeignHash,
  limits,
  readBase64,
  readHex,
  readPasslibBase64,
  requireDigest,
  requireWithin,
  type Scheme,
} from "./foreign-hash.js";

export const pbkdf2Schemes: Scheme[] = [
  {
    // Werkzeug: pbkdf2:sha256:ITERATIONS$SALT$HEX; the salt is text.
    form: /^pbkdf2:(sha1|sha224|sha256|sha384|sha512):(\d+)\$([^$]+)\$([0-9a-f]+)$/,
    read: ([digest, iterations, salt = "", hex]) =>
      createPbkdf2(digest, iterations, Buffer.from(salt), readHex(hex)),
  },
  {
    // Django: pbkdf2_sha256$ITERATIONS$SALT$BASE64; the salt is text.
    form: /^pbkdf2_(sha1|sha256)\$(\d+)\$([^$]+)\$([\w+/=]+)$/,
    read: ([digest, iterations, salt = "", base64]) =>
      createPbkdf2(digest, iterations, Buffer.from(salt), readBase64(base64)),
  },
  {
    // PHC string format: $pbkdf2-sha256$i=ITERATIONS,l=BYTES$SALT$HASH; passlib leaves out `i=`, and names SHA-1 not at all.
    form: /^\$pbkdf2(?:-(sha1|sha256|sha512))?\$(?:i=)?(\d+)(?:,l=\d+)?\$([\w+/.=]+)\$([\w+/.=]+)$/,
    read: ([digest = "sha1", iterations, salt, hash]) =>
      createPbkdf2(digest, iterations, readPasslibBase64(salt), readPasslibBase64(hash)),
  },
  {
    // Spring Security's defaults until 5.7, without a secret: hexadecimal, 8 bytes of salt before 32 of hash.
    form: /^\{pbkdf2\}([0-9a-f]{80})$/,
    read: ([hex]) => {
      const bytes = readHex(hex);
      return createPbkdf2("sha1", 185_000, bytes.subarray(0, 8), bytes.subarray(8));
    },
  },
  {
    // Spring Security's defaults from 5.8, without a secret: hexadecimal, 16 bytes of salt before 32 of hash.
    form: /^\{pbkdf2(?:@SpringSecurity_v5_8)?\}([0-9a-f]{96})$/,
    read: ([hex]) => {
      const bytes = readHex(hex);
      return createPbkdf2("sha256", 310_000, bytes.subarray(0, 16), bytes.subarray(16));
    },
  },
];

function createPbkdf2(
  digest = "",
  iterations: string | number | undefined,
  salt: Buffer,
  expected: Buffer,
): ForeignHash {
  const count = requireWithin("PBKDF2's number of iterations", iterations, 1, limits.pbkdf2Iterations);
  requireDigest(expected);
  return {
    parameters: `pbkdf2 ${digest} ${count} ${salt.length} ${expected.length}`,
    compare: (password) =>
      timingSafeEqual(pbkdf2Sync(password, salt, count, expected.length, digest), expected),
  };
}
