/** Use case `sessions`: the caller's live sessions. */
import type { Claims } from "../../../platform/identity/claims.js";
import type { AccountRecord } from "../accounts/account-record.js";
import type { Parts } from "../parts.js";
import { isLiveSession, openSessionsOf } from "./live-session.js";
import { requireLiveAccount } from "./require-live-account.js";

/** A session as its owner and admins see it. */
export interface SessionView {
  id: string;
  createdAt: Date;
  lastUsedAt: Date;
  expiresAt: Date;
  userAgent: string | null;
  ipAddress: string | null;
  /** The session of this request. */
  current: boolean;
}

const mostListed = 100;

/** Returns them, newest first, at most a hundred. */
export async function listSessions(parts: Parts<"models">, claims: Claims): Promise<SessionView[]> {
  const { account } = await requireLiveAccount(parts, claims);
  return listSessionsOf(parts, account, claims);
}

/** Returns an account's live sessions for the caller with these claims, newest first, at most a hundred. */
export async function listSessionsOf(
  parts: Parts<"models">,
  account: AccountRecord,
  claims: Claims,
): Promise<SessionView[]> {
  const found = await parts.models.sessions
    .find(openSessionsOf(account._id))
    .sort({ createdAt: -1, _id: -1 })
    .limit(mostListed)
    .lean();
  return found
    .filter((session) => isLiveSession(session, account))
    .map(({ _id, createdAt, lastUsedAt, expiresAt, userAgent, ipAddress }) => ({
      id: _id,
      createdAt,
      lastUsedAt,
      expiresAt,
      userAgent,
      ipAddress,
      current: _id === claims.sessionId,
    }));
}
