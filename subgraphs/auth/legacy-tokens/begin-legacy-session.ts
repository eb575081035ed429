/** Finds or begins the session that stands for a token of the old services. */
import { createHash } from "node:crypto";
import { stringify as toUuid } from "uuid";
import { duplicateFields } from "../../../platform/database/duplicate-fields.js";
import { unauthenticated } from "../../../platform/errors.js";
import type { AccountRecord } from "../accounts/account-record.js";
import { liveAccountAsRead } from "../accounts/live-account.js";
import type { Client } from "../audit/actor.js";
import { ownEntry } from "../audit/audit.js";
import type { Parts } from "../parts.js";
import { endSession } from "../sessions/end-sessions.js";
import { legacyClientId } from "../sessions/legacy-session.js";
import { isLiveSession } from "../sessions/live-session.js";
import type { SessionRecord } from "../sessions/model.js";
import type { LegacyToken } from "./verify-legacy-token.js";

type SessionParts = Parts<"models" | "relay" | "audit">;

const ended = () => unauthenticated("This session has ended; sign in again.");

/**
 * Returns the session of a token. There is one for each token, so that its owner sees it and can end it, and so that an
 * ended token stays ended.
 * @throws AppError UNAUTHENTICATED for a token that has ended, and for a new one of an account that was signed out
 * everywhere: from then on the word of the old services no longer counts.
 */
export async function findLegacySession(
  parts: SessionParts,
  { signedText, expiresAt }: LegacyToken,
  account: AccountRecord,
  client: Client,
): Promise<SessionRecord> {
  const id = sessionIdOf(signedText);
  const { sessions } = parts.models;
  const seen = { lastUsedAt: new Date(), userAgent: client.userAgent, ipAddress: client.ipAddress };
  const known = await sessions
    .findOneAndUpdate({ _id: id }, { $set: seen }, { returnDocument: "after" })
    .lean();
  if (known !== null) {
    if (known.accountId !== account._id || !isLiveSession(known, account)) throw ended();
    return known;
  }
  if (account.sessionsValidAfter.getTime() > 0) throw ended();
  return begin(parts, { ...createRecord(id, account._id, expiresAt), ...seen }, account, client);
}

/** A UUID (RFC 9562, version 8) from the signed text. */
function sessionIdOf(signedText: string): string {
  const bytes = createHash("sha256").update("gatehouse legacy session ").update(signedText).digest();
  bytes[6] = (bytes[6]! & 0x0f) | 0x80;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  return toUuid(bytes.subarray(0, 16));
}

async function begin(
  parts: SessionParts,
  session: SessionRecord,
  account: AccountRecord,
  client: Client,
): Promise<SessionRecord> {
  const { models, audit } = parts;
  const { _id: sessionId, accountId } = session;
  const entry = { ...ownEntry("legacy-token.accepted", accountId, client), sessionId };
  try {
    await audit.change(entry, () => models.sessions.create(session));
  } catch (error) {
    // Another request with the same token was faster.
    if (duplicateFields(error) === null) throw error;
  }
  // As every session begins: what ends all sessions changes the account first and then reads its sessions.
  if ((await models.accounts.exists(liveAccountAsRead(account))) === null) {
    await endSession(parts, sessionId, accountId);
    throw ended();
  }
  return session;
}

/** No refresh token fits the hashes, which are no digests; and no sign-in here is recent because of it. */
function createRecord(
  id: string,
  accountId: string,
  expiresAt: Date,
): Omit<SessionRecord, "lastUsedAt" | "userAgent" | "ipAddress"> {
  return {
    _id: id,
    accountId,
    clientId: legacyClientId,
    familyHash: "none",
    tokenHash: "none",
    previousTokenHash: null,
    successorSalt: null,
    refreshedAt: null,
    authenticatedAt: new Date(0),
    methods: [],
    createdAt: new Date(),
    expiresAt,
    revokedAt: null,
    outbox: [],
  };
}
