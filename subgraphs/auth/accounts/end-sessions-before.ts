/** What a change of an account ends: the sessions that began before it, and the links that were mailed before it. */
import type { AccountRecord } from "./account-record.js";

type SessionEnd = Pick<AccountRecord, "sessionsValidAfter" | "keptSessionId">;

/**
 * Fields that end every session except `keptSessionId`, also one that is just beginning, and with them every challenge.
 * The sessions' own documents and events follow by `endSessions`.
 */
export const endSessionsBefore = (at: Date, keptSessionId: string | null): SessionEnd => ({
  sessionsValidAfter: at,
  keptSessionId,
});

/** The same, and every link that was mailed becomes invalid. */
export const endAllBefore = (
  at: Date,
  keptSessionId: string | null,
): SessionEnd & Pick<AccountRecord, "passwordReset" | "emailProof"> => ({
  ...endSessionsBefore(at, keptSessionId),
  passwordReset: null,
  emailProof: null,
});
