/** Decides whether a session is alive. */

import type { AccountRecord } from "../accounts/account-record.js";
import { isLiveAccount } from "../accounts/live-account.js";
import type { AuthModels } from "../model.js";
import type { SessionConfig } from "./config.js";
import type { SessionRecord } from "./model.js";

/** A session that is alive, and its account. */
export interface LiveSession {
  session: SessionRecord;
  account: AccountRecord;
}

/** Was the session revoked, or has it expired? */
export function hasEnded({ revokedAt, expiresAt }: Pick<SessionRecord, "revokedAt" | "expiresAt">): boolean {
  return revokedAt !== null || expiresAt.getTime() <= Date.now();
}

/** Is the session alive, and its account too? */
export function isLiveSession(
  session: Pick<SessionRecord, "_id" | "createdAt" | "revokedAt" | "expiresAt">,
  account: AccountRecord,
): boolean {
  const { sessionsValidAfter, keptSessionId } = account;
  const isKept = session.createdAt > sessionsValidAfter || session._id === keptSessionId;
  return isLiveAccount(account) && isKept && !hasEnded(session);
}

/** Filter of an account's sessions that are neither revoked nor expired. */
export const openSessionsOf = (accountId: string) => ({
  accountId,
  revokedAt: null,
  expiresAt: { $gt: new Date() },
});

/** Returns when a session expires that began and was last refreshed at these instants: the sooner of its two limits. */
export function expiryOf(createdAt: Date, refreshedAt: Date, config: SessionConfig): Date {
  const { idleSeconds, absoluteSeconds } = config;
  return new Date(
    Math.min(refreshedAt.getTime() + idleSeconds * 1000, createdAt.getTime() + absoluteSeconds * 1000),
  );
}

/** Returns the session and its account if both are alive; else null. */
export async function findLiveSession(
  { sessions, accounts }: Pick<AuthModels, "sessions" | "accounts">,
  sessionId: string,
): Promise<LiveSession | null> {
  const session = await sessions.findById(sessionId).lean();
  const account = session === null ? null : await accounts.findById(session.accountId).lean();
  return session !== null && account !== null && isLiveSession(session, account)
    ? { session, account }
    : null;
}
