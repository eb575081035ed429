/** Asks whoever is signed in to show once more who they are, before what a stolen session must not do. */
import { AppError } from "../../../platform/errors.js";
import type { Claims } from "../../../platform/identity/claims.js";
import type { Attempts } from "../attempts/attempts.js";
import type { Audit, AuditType } from "../audit/audit.js";
import type { AccountRecord } from "../model.js";
import { HashNotStarted } from "../passwords/hash-queue.js";
import { longestPassword, type Passwords, type PasswordVerdict } from "../passwords/passwords.js";
import type { Client } from "../sessions/sessions.js";

/** What the owner of an account shows. */
export interface Evidence {
  currentPassword: string;
}

/** What is to be done, for the audit trail of what is refused. */
export interface Intention {
  type: AuditType;
  client: Client;
}

export type Reauthentication = ReturnType<typeof createReauthentication>;

/**
 * Creates the question (ASVS 5.0, 7.5.1). Guesses are counted by session: what strangers try at
 * the sign-in does not touch it, and a stolen token gives no more guesses than a name.
 * @throws AppError INVALID_CREDENTIALS naming `currentPassword`; RATE_LIMITED; HashNotStarted.
 */
export function createReauthentication(passwords: Passwords, attempts: Attempts, audit: Audit) {
  const compare = async (password: string, account: AccountRecord, sessionId: string) => {
    try {
      return await passwords.verify(password.slice(0, longestPassword), account.passwordHash);
    } catch (error) {
      // It was never compared, so it was no guess.
      if (error instanceof HashNotStarted) await attempts.forgive("password:session", sessionId);
      throw error;
    }
  };
  return async (
    account: AccountRecord,
    { sessionId }: Claims,
    { currentPassword }: Evidence,
    what: Intention,
  ): Promise<void> => {
    passwords.requireTurn();
    await attempts.count("password:session", sessionId);
    const { correct, incomparable }: PasswordVerdict = await compare(currentPassword, account, sessionId);
    if (!correct || currentPassword.length > longestPassword) {
      const { _id } = account;
      const reason = incomparable ? "the stored hash cannot be compared" : "wrong password";
      const entry = { ...what, actorId: _id, subjectId: _id, reason };
      await audit.record({ ...entry, outcome: "failure" });
      throw new AppError("INVALID_CREDENTIALS", "The current password is wrong.", {
        field: "currentPassword",
      });
    }
    await attempts.clear("password:session", sessionId);
  };
}
