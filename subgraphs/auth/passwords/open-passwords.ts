/** Opens what hashes passwords and judges new ones. */
import { createBreachedPasswords } from "./breached-passwords.js";
import type { BreachSource, PasswordConfig } from "./config.js";
import { fetchRange } from "./fetch-range.js";
import { createPasswordPolicy, type PasswordPolicy } from "./password-policy.js";
import { createPasswords, type Passwords } from "./passwords.js";

/** Where faults that refuse no request are reported. */
export interface PasswordReports {
  warn(cause: unknown, message: string): void;
  error(cause: unknown, message: string): void;
}

/** Returns the hasher and the policy. */
export function openPasswords(
  { passwords, breaches }: { passwords: PasswordConfig; breaches: BreachSource | null },
  { warn, error }: PasswordReports,
): { passwords: Passwords; requireGoodPassword: PasswordPolicy } {
  const isBreached = breaches === null ? null : createBreachedPasswords(breaches, { fetchRange, warn });
  return {
    passwords: createPasswords(passwords, (cause) =>
      error(cause, "a stored password hash cannot be compared"),
    ),
    requireGoodPassword: createPasswordPolicy(isBreached),
  };
}
