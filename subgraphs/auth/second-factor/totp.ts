/** Time-based one-time passwords (RFC 6238): six digits of SHA-1 every 30 seconds, which every authenticator app supports. */
import { Secret, TOTP } from "otpauth";

/** 160 bits, as RFC 4226 (R6) recommends. */
const secretBytes = 20;
const form = { algorithm: "SHA1", digits: 6, period: 30 } as const;
/** Clocks differ, and people are slow: the code before and the code after are accepted, too (RFC 6238, 5.2). */
const window = 1;

/** Returns a new secret. */
export const createTotpSecret = (): Uint8Array => new Secret({ size: secretBytes }).bytes;

/** Returns the secret in base32, for typing. */
export const toBase32 = (secret: Uint8Array): string => secretOf(secret).base32;

/** Returns the URI that an authenticator app reads from a QR code; it shows `issuer` and `label`. */
export function totpUri(secret: Uint8Array, issuer: string, label: string): string {
  return new TOTP({ ...form, issuer, label, secret: secretOf(secret) }).toString();
}

/** Returns the time step of the code, if it is valid at `timestamp` (milliseconds since 1970); else null. */
export function stepOfCode(code: string, secret: Uint8Array, timestamp: number): number | null {
  const delta = TOTP.validate({ ...form, token: code, secret: secretOf(secret), timestamp, window });
  return delta === null ? null : TOTP.counter({ period: form.period, timestamp }) + delta;
}

function secretOf(bytes: Uint8Array): Secret {
  return new Secret({ buffer: new Uint8Array(bytes).buffer });
}
