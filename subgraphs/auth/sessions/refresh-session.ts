/** Continues sessions: each refresh token is spent for the next one, and one that comes back ends its session. */
import { randomBytes } from "node:crypto";
import { addressKey } from "../../../platform/address-key.js";
import { AppError, unauthenticated } from "../../../platform/errors.js";
import type { Audit } from "../audit/audit.js";
import type { SessionConfig } from "../config.js";
import type { AccountRecord, AuthModels, SessionRecord } from "../model.js";
import {
  createFamily,
  createSecret,
  formatRefreshToken,
  hashPart,
  matchesHash,
  parseRefreshToken,
  type RefreshToken,
  succeed,
} from "./refresh-token.js";
import { type Client, expiryOf, type HeldSession, hasEnded, isLive, type Sessions } from "./sessions.js";

export type Rotation = ReturnType<typeof createRotation>;

/** Creates the use cases over the auth database. */
export function createRotation(
  { sessions, accounts }: AuthModels,
  config: SessionConfig,
  { endOne }: Pick<Sessions, "endOne">,
  audit: Audit,
) {
  const refuse = () => unauthenticated("The refresh token is not valid; sign in again.");

  /** The stored session of a token that was really issued. */
  const findSession = async ({ sessionId, family }: RefreshToken): Promise<SessionRecord> => {
    const session = await sessions.findById(sessionId).lean();
    if (session === null || !matchesHash(family, session.familyHash) || hasEnded(session)) throw refuse();
    return session;
  };

  /** Its account, read last: what it says now goes into the token. */
  const findAccount = async (session: SessionRecord): Promise<AccountRecord> => {
    const account = await accounts.findById(session.accountId).lean();
    if (account === null || !isLive(session, account)) throw refuse();
    return account;
  };

  /**
   * The same client repeats the refresh it has just made: two tabs, or an answer that got lost. The same is what
   * has the same user agent and asks from the same address (IPv6: network). One that changes its network in just
   * this moment must sign in again.
   */
  const isRepeat = (session: SessionRecord, { secret }: RefreshToken, client: Client): boolean =>
    session.rotatedAt !== null &&
    Date.now() - session.rotatedAt.getTime() <= config.replayGraceSeconds * 1000 &&
    matchesHash(secret, session.previousTokenHash) &&
    session.userAgent === client.userAgent &&
    addressKey(session.ipAddress) === addressKey(client.ipAddress);

  return {
    /**
     * Spends a refresh token for its successor, by one conditional update: of many at once one wins, and the
     * others find a spent token.
     * @throws AppError UNAUTHENTICATED; TOKEN_REUSED when a spent token came back, which ends the session.
     */
    async continue(text: string, client: Client): Promise<HeldSession & { account: AccountRecord }> {
      const token = parseRefreshToken(text);
      if (token === null) throw refuse();
      const { createdAt } = await findSession(token);
      const now = new Date();
      const salt = randomBytes(32).toString("base64url");
      const next = succeed(token.secret, salt);
      const rotated = await sessions
        .findOneAndUpdate(
          { _id: token.sessionId, tokenHash: hashPart(token.secret), revokedAt: null },
          {
            $set: {
              tokenHash: hashPart(next),
              previousTokenHash: hashPart(token.secret),
              successorSalt: salt,
              rotatedAt: now,
              lastUsedAt: now,
              expiresAt: expiryOf(createdAt, now, config),
              ...client,
            },
          },
          { returnDocument: "after" },
        )
        .lean();
      if (rotated !== null) {
        return {
          session: rotated,
          account: await findAccount(rotated),
          refreshToken: formatRefreshToken({ ...token, secret: next }),
        };
      }

      // Not spent here, but by another request, or the session has been ended meanwhile.
      const session = await findSession(token);
      const account = await findAccount(session);
      if (session.successorSalt !== null && isRepeat(session, token, client)) {
        const secret = succeed(token.secret, session.successorSalt);
        return { session, account, refreshToken: formatRefreshToken({ ...token, secret }) };
      }
      const { accountId } = session;
      await audit.record({ type: "refresh.reused", outcome: "denied", subjectId: accountId, client });
      await endOne(session._id, accountId);
      throw new AppError(
        "TOKEN_REUSED",
        "This refresh token was used before; the session has been ended. Sign in again.",
      );
    },

    /** Gives a live session a refresh token of a new family; the ones before it are worth nothing. */
    async renew(sessionId: string): Promise<HeldSession> {
      const family = createFamily();
      const secret = createSecret();
      const session = await sessions
        .findOneAndUpdate(
          { _id: sessionId, revokedAt: null },
          {
            $set: {
              familyHash: hashPart(family),
              tokenHash: hashPart(secret),
              previousTokenHash: null,
              successorSalt: null,
              authenticatedAt: new Date(),
            },
          },
          { returnDocument: "after" },
        )
        .lean();
      if (session === null) throw refuse();
      return { session, refreshToken: formatRefreshToken({ sessionId, family, secret }) };
    },
  };
}
