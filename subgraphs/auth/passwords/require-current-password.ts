/** Requires the password again before a change that a stolen session must not make (ASVS 5.0, 7.5.1). */
import { AppError } from "../../../platform/errors.js";
import type { Claims } from "../../../platform/identity/claims.js";
import type { AccountRecord } from "../accounts/account-record.js";
import { type Intention, ownEntry } from "../audit/audit.js";
import type { Parts } from "../parts.js";
import { HashNotStarted } from "./hash-turn.js";
import { longestPassword, type PasswordVerdict } from "./passwords.js";

type PasswordParts = Parts<"passwords" | "attempts" | "audit">;

/**
 * Compares the password. Guesses are counted by session: failed sign-ins from elsewhere do not use them up, and a stolen
 * token allows no more guesses than a name does. A failure is recorded as one of `intention`.
 * @throws AppError INVALID_CREDENTIALS naming `currentPassword`; RATE_LIMITED; HashNotStarted.
 */
export async function requireCurrentPassword(
  parts: PasswordParts,
  account: AccountRecord,
  { sessionId }: Claims,
  currentPassword: string,
  { type, client }: Intention,
): Promise<void> {
  const { passwords, attempts, audit } = parts;
  passwords.requireTurn();
  await attempts.count("password:session", sessionId);
  const { correct, incomparable } = await compare(parts, currentPassword, account, sessionId);
  if (!correct || currentPassword.length > longestPassword) {
    const reason = incomparable ? "the stored hash cannot be compared" : "wrong password";
    await audit.record({ ...ownEntry(type, account._id, client), reason, outcome: "failure" });
    throw new AppError("INVALID_CREDENTIALS", "The current password is wrong.", {
      field: "currentPassword",
    });
  }
  await attempts.clear("password:session", sessionId);
}

async function compare(
  { passwords, attempts }: PasswordParts,
  password: string,
  account: AccountRecord,
  sessionId: string,
): Promise<PasswordVerdict> {
  try {
    return await passwords.verify(password.slice(0, longestPassword), account.passwordHash);
  } catch (error) {
    // The password was not compared, so it was no guess.
    if (error instanceof HashNotStarted) await attempts.forgive("password:session", sessionId);
    throw error;
  }
}
