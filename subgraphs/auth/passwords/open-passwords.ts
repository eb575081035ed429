/** Opens what hashes passwords and judges new ones. */
import { noTelemetry, type Telemetry } from "../../../platform/telemetry/telemetry.js";
import { createBreachedPasswords } from "./breached-passwords.js";
import type { BreachSource, PasswordConfig } from "./config.js";
import { fetchRange } from "./fetch-range.js";
import { createHashMeter } from "./hash-meter.js";
import { createPasswordPolicy, type PasswordPolicy } from "./password-policy.js";
import { createPasswords, type Passwords } from "./passwords.js";

/** The log of faults that refuse no request. */
export interface PasswordLog {
  warn(details: { err: unknown }, message: string): void;
  error(details: { err: unknown }, message: string): void;
}

/** Returns the hasher and the policy. */
export function openPasswords(
  { passwords, breaches }: { passwords: PasswordConfig; breaches: BreachSource | null },
  { log, telemetry = noTelemetry }: { log: PasswordLog; telemetry?: Telemetry },
): { passwords: Passwords; requireGoodPassword: PasswordPolicy } {
  const warn = (err: unknown, message: string) => log.warn({ err }, message);
  const isBreached = breaches === null ? null : createBreachedPasswords(breaches, { fetchRange, warn });
  return {
    passwords: createPasswords(
      passwords,
      (err) => log.error({ err }, "a stored password hash cannot be compared"),
      createHashMeter(telemetry),
    ),
    requireGoodPassword: createPasswordPolicy(isBreached),
  };
}
