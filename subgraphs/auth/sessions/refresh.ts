/** Use case `refresh`: spends a refresh token for its successor. A spent token that comes back ends its session. */
import { randomBytes } from "node:crypto";
import { AppError, unauthenticated } from "../../../platform/errors.js";
import type { AccountRecord } from "../accounts/account-record.js";
import type { Client } from "../audit/actor.js";
import type { AuthModels } from "../model.js";
import type { Parts } from "../parts.js";
import type { HeldSession } from "./begin-session.js";
import { endSession } from "./end-sessions.js";
import { type IssuedTokens, issueTokens } from "./issue-tokens.js";
import { isLegacySession } from "./legacy-session.js";
import { expiryOf, hasEnded, isLiveSession } from "./live-session.js";
import type { SessionRecord } from "./model.js";
import { isWithinGrace } from "./refresh-grace.js";
import {
  formatRefreshToken,
  hashPart,
  matchesHash,
  parseRefreshToken,
  type RefreshToken,
  succeed,
} from "./refresh-token.js";

/**
 * Returns a new pair, with the roles that the account has now.
 * @throws AppError UNAUTHENTICATED; TOKEN_REUSED when a spent token came back, which ends the session.
 */
export async function refresh(
  parts: Parts<"models" | "relay" | "audit" | "config" | "signAccessToken">,
  refreshToken: string,
  client: Client,
): Promise<IssuedTokens> {
  const token = parseRefreshToken(refreshToken);
  if (token === null) throw invalidRefreshToken();
  const held = (await spend(parts, token, client)) ?? (await repeat(parts, token, client));
  return issueTokens(parts, held);
}

/** The refusal of a refresh token. */
export const invalidRefreshToken = (): AppError =>
  unauthenticated("The refresh token is not valid; sign in again.");

/** Spends the token by one conditional update: of many requests at once one wins. Null when it was spent before. */
async function spend(
  { models, config }: Parts<"models" | "config">,
  token: RefreshToken,
  client: Client,
): Promise<HeldSession | null> {
  const { createdAt } = await findSession(models, token);
  const now = new Date();
  const salt = randomBytes(32).toString("base64url");
  const next = succeed(token.secret, salt);
  const session = await models.sessions
    .findOneAndUpdate(
      { _id: token.sessionId, tokenHash: hashPart(token.secret), revokedAt: null },
      {
        $set: {
          tokenHash: hashPart(next),
          previousTokenHash: hashPart(token.secret),
          successorSalt: salt,
          refreshedAt: now,
          lastUsedAt: now,
          expiresAt: expiryOf(createdAt, now, config.sessions),
          userAgent: client.userAgent,
          ipAddress: client.ipAddress,
        },
      },
      { returnDocument: "after" },
    )
    .lean();
  if (session === null) return null;
  const account = await findAccountOf(models, session);
  return { session, account, refreshToken: formatRefreshToken({ ...token, secret: next }) };
}

/** Repeats the last refresh for the client that made it; ends the session for any other use of a spent token. */
async function repeat(
  parts: Parts<"models" | "relay" | "audit" | "config">,
  token: RefreshToken,
  client: Client,
): Promise<HeldSession> {
  const { models, audit, config } = parts;
  // Read again: another request has spent the token or ended the session meanwhile.
  const session = await findSession(models, token);
  const account = await findAccountOf(models, session);
  if (session.successorSalt !== null && isWithinGrace(session, token, client, config.sessions)) {
    const secret = succeed(token.secret, session.successorSalt);
    return { session, account, refreshToken: formatRefreshToken({ ...token, secret }) };
  }
  const { accountId } = session;
  const entry = { type: "refresh.reused", subjectId: accountId, sessionId: session._id, client } as const;
  await audit.record({ ...entry, outcome: "denied" });
  await endSession(parts, session._id, accountId);
  throw new AppError(
    "TOKEN_REUSED",
    "This refresh token was used before; the session has been ended. Sign in again.",
  );
}

/** Returns the stored session of a token that was really issued. @throws AppError UNAUTHENTICATED. */
async function findSession(
  { sessions }: Pick<AuthModels, "sessions">,
  { sessionId, family }: RefreshToken,
): Promise<SessionRecord> {
  const session = await sessions.findById(sessionId).lean();
  const isRefreshable = session !== null && !isLegacySession(session) && !hasEnded(session);
  if (!isRefreshable || !matchesHash(family, session.familyHash)) throw invalidRefreshToken();
  return session;
}

/** Returns the session's account, read last so that the token holds what is stored now. @throws AppError UNAUTHENTICATED. */
async function findAccountOf(
  { accounts }: Pick<AuthModels, "accounts">,
  session: SessionRecord,
): Promise<AccountRecord> {
  const account = await accounts.findById(session.accountId).lean();
  if (account === null || !isLiveSession(session, account)) throw invalidRefreshToken();
  return account;
}
