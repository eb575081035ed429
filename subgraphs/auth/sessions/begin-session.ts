/** Begins a session. Every sign-in ends here. */
import { v7 as uuidv7 } from "uuid";
import { unauthenticated } from "../../../platform/errors.js";
import type { AccountRecord } from "../accounts/account-record.js";
import { liveAccountAsRead } from "../accounts/live-account.js";
import type { Client } from "../audit/actor.js";
import type { Parts } from "../parts.js";
import { endSession } from "./end-sessions.js";
import { expiryOf } from "./live-session.js";
import type { SessionRecord } from "./model.js";
import { createFamily, createSecret, formatRefreshToken, hashPart } from "./refresh-token.js";

/** A session, its account, and the refresh token that its client now holds. */
export interface HeldSession {
  session: SessionRecord;
  account: AccountRecord;
  refreshToken: string;
}

const defaultClientId = "gatehouse";

/** Returns the id of a session that is to begin. */
export const createSessionId = (): string => uuidv7();

/**
 * Begins a session for an account as it was when its owner authenticated by `methods` (`amr`, RFC 8176), and stores the
 * time of the sign-in. Returns the account as it is now: its roles may have changed while the password was compared.
 * @throws AppError UNAUTHENTICATED when the account was disabled meanwhile, or all of its sessions were ended.
 */
export async function beginSession(
  parts: Parts<"models" | "relay" | "config">,
  account: AccountRecord,
  client: Client,
  methods: readonly string[],
  sessionId: string,
): Promise<HeldSession> {
  const { models, config } = parts;
  const { _id: accountId, sessionsValidAfter } = account;
  // Later than the end of earlier sessions, even if this clock is behind.
  const now = new Date(Math.max(Date.now(), sessionsValidAfter.getTime() + 1));
  const family = createFamily();
  const secret = createSecret();
  const session: SessionRecord = {
    _id: sessionId,
    accountId,
    clientId: defaultClientId,
    familyHash: hashPart(family),
    tokenHash: hashPart(secret),
    previousTokenHash: null,
    successorSalt: null,
    refreshedAt: null,
    authenticatedAt: now,
    methods: [...methods],
    createdAt: now,
    lastUsedAt: now,
    expiresAt: expiryOf(now, now, config.sessions),
    revokedAt: null,
    userAgent: client.userAgent,
    ipAddress: client.ipAddress,
    outbox: [],
  };
  await models.sessions.create(session);
  // What ends all sessions changes the account first and then reads its sessions: so either that change is seen here, or
  // this session is seen there.
  const current = await models.accounts
    .findOneAndUpdate(liveAccountAsRead(account), { $set: { lastLoginAt: now } }, { returnDocument: "after" })
    .lean();
  if (current === null) {
    await endSession(parts, session._id, accountId);
    throw unauthenticated("This account has just been signed out everywhere; sign in again.");
  }
  const refreshToken = formatRefreshToken({ sessionId: session._id, family, secret });
  return { session, account: current, refreshToken };
}
