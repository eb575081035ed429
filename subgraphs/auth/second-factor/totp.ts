/** Time-based one-time passwords (RFC 6238): six digits of SHA-1 every 30 seconds, as every authenticator app has them. */
import { Secret, TOTP } from "otpauth";

/** 160 bits, as RFC 4226 (R6) recommends. */
const secretBytes = 20;
const form = { algorithm: "SHA1", digits: 6, period: 30 } as const;
/** Clocks may differ, and people are slow: the code before and the one after are good, too (RFC 6238, 5.2). */
const window = 1;

/** A fresh secret. */
export const createTotpSecret = (): Uint8Array => new Secret({ size: secretBytes }).bytes;

/** The secret in base32, for typing. */
export const toBase32 = (secret: Uint8Array): string => secretOf(secret).base32;

/** The URI that an authenticator app reads from a QR code; `issuer` and `label` are what it shows. */
export function totpUri(secret: Uint8Array, issuer: string, label: string): string {
  return new TOTP({ ...form, issuer, label, secret: secretOf(secret) }).toString();
}

/** The time step whose code this is, if it is one for this instant (milliseconds since 1970); else null. */
export function stepOfCode(code: string, secret: Uint8Array, timestamp: number): number | null {
  const delta = TOTP.validate({ ...form, token: code, secret: secretOf(secret), timestamp, window });
  return delta === null ? null : TOTP.counter({ period: form.period, timestamp }) + delta;
}

function secretOf(bytes: Uint8Array): Secret {
  return new Secret({ buffer: new Uint8Array(bytes).buffer });
}
