/** Begins, continues and ends sessions. */
import { randomBytes } from "node:crypto";
import { v7 as uuidv7 } from "uuid";
import { AppError, notFound, unauthenticated } from "../../../platform/errors.js";
import { createEvent } from "../../../platform/events/event.js";
import type { OutboxRelay } from "../../../platform/events/outbox-relay.js";
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

/** Who holds a session, as the gateway saw it. */
export interface Client {
  userAgent: string | null;
  ipAddress: string | null;
}

/** A session and the refresh token that its client now holds. */
export interface HeldSession {
  session: SessionRecord;
  refreshToken: string;
}

/** A session as its owner sees it. */
export interface SessionView {
  id: string;
  createdAt: Date;
  lastUsedAt: Date;
  expiresAt: Date;
  userAgent: string | null;
  ipAddress: string | null;
  current: boolean;
}

export type Sessions = ReturnType<typeof createSessions>;

const listedSessions = 100;
const defaultClientId = "gatehouse";

/** Is the session alive, and does its account let it be? */
function isLive(session: SessionRecord, account: AccountRecord, now = new Date()): boolean {
  const { sessionsValidAfter, keptSessionId, enabled } = account;
  const kept = session.createdAt > sessionsValidAfter || session._id === keptSessionId;
  return enabled && kept && session.revokedAt === null && session.expiresAt > now;
}

/** Creates the use cases over the auth database. */
export function createSessions(
  { sessions, accounts }: AuthModels,
  config: SessionConfig,
  relay: OutboxRelay,
) {
  const expiry = (createdAt: Date, now: Date) =>
    new Date(
      Math.min(
        now.getTime() + config.idleSeconds * 1000,
        createdAt.getTime() + config.absoluteSeconds * 1000,
      ),
    );

  const liveOf = (account: AccountRecord) =>
    sessions
      .find({ accountId: account._id, revokedAt: null, expiresAt: { $gt: new Date() } })
      .sort({ createdAt: -1, _id: -1 });

  /** Ends the sessions that are not yet ended, each with its event; answers how many. */
  const end = async (ids: readonly string[], accountId: string): Promise<number> => {
    if (ids.length === 0) return 0;
    const result = await sessions.bulkWrite(
      ids.map((id) => ({
        updateOne: {
          filter: { _id: id, accountId, revokedAt: null },
          update: {
            $set: { revokedAt: new Date() },
            $push: { outbox: createEvent("auth", "session.revoked", id, { accountId }) },
          },
        },
      })),
      { ordered: false },
    );
    await relay.wake();
    return result.modifiedCount;
  };

  const refuse = () => unauthenticated("The refresh token is not valid; sign in again.");

  /** The stored session of a token that was really issued, and its account. */
  const findHeld = async (token: RefreshToken) => {
    const session = await sessions.findById(token.sessionId).lean();
    if (session === null || !matchesHash(token.family, session.familyHash)) throw refuse();
    const account = await accounts.findById(session.accountId).lean();
    if (account === null) throw refuse();
    return { session, account };
  };

  /** The same client repeats the refresh it has just made: two tabs, or an answer that got lost. */
  const isRepeat = (session: SessionRecord, { secret }: RefreshToken, client: Client): boolean =>
    session.rotatedAt !== null &&
    Date.now() - session.rotatedAt.getTime() <= config.replayGraceSeconds * 1000 &&
    matchesHash(secret, session.previousTokenHash) &&
    session.userAgent === client.userAgent &&
    session.ipAddress === client.ipAddress;

  return {
    /** Begins a session for an account whose password has just been given. */
    async begin(account: AccountRecord, client: Client): Promise<HeldSession> {
      const now = new Date();
      const family = createFamily();
      const secret = createSecret();
      const session: SessionRecord = {
        _id: uuidv7(),
        accountId: account._id,
        clientId: defaultClientId,
        familyHash: hashPart(family),
        tokenHash: hashPart(secret),
        previousTokenHash: null,
        successorSalt: null,
        rotatedAt: null,
        authenticatedAt: now,
        createdAt: now,
        lastUsedAt: now,
        expiresAt: expiry(now, now),
        revokedAt: null,
        ...client,
        outbox: [],
      };
      await sessions.create(session);
      return { session, refreshToken: formatRefreshToken({ sessionId: session._id, family, secret }) };
    },

    /**
     * Spends a refresh token for its successor, by one conditional update: of many at once one wins, and the
     * others find a spent token.
     * @throws AppError UNAUTHENTICATED; TOKEN_REUSED when a spent token came back, which ends the session.
     */
    async continue(text: string, client: Client): Promise<HeldSession & { account: AccountRecord }> {
      const token = parseRefreshToken(text);
      if (token === null) throw refuse();
      const held = await findHeld(token);
      if (!isLive(held.session, held.account)) throw refuse();

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
              expiresAt: expiry(held.session.createdAt, now),
              ...client,
            },
          },
          { returnDocument: "after" },
        )
        .lean();
      if (rotated !== null) {
        return {
          session: rotated,
          account: held.account,
          refreshToken: formatRefreshToken({ ...token, secret: next }),
        };
      }

      const { session, account } = await findHeld(token);
      if (session.successorSalt !== null && isLive(session, account) && isRepeat(session, token, client)) {
        const secret = succeed(token.secret, session.successorSalt);
        return { session, account, refreshToken: formatRefreshToken({ ...token, secret }) };
      }
      await end([session._id], session.accountId);
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

    /** The session and its account if both are alive, else null. */
    async findLive(sessionId: string): Promise<{ session: SessionRecord; account: AccountRecord } | null> {
      const session = await sessions.findById(sessionId).lean();
      const account = session === null ? null : await accounts.findById(session.accountId).lean();
      return session !== null && account !== null && isLive(session, account) ? { session, account } : null;
    },

    /** The account's live sessions, newest first, at most a hundred. */
    async list(account: AccountRecord, currentId: string): Promise<SessionView[]> {
      const found = await liveOf(account).limit(listedSessions).lean();
      return found
        .filter((session) => isLive(session, account))
        .map(({ _id, createdAt, lastUsedAt, expiresAt, userAgent, ipAddress }) => ({
          id: _id,
          createdAt,
          lastUsedAt,
          expiresAt,
          userAgent,
          ipAddress,
          current: _id === currentId,
        }));
    },

    /** Ends one session. @throws AppError NOT_FOUND when there is no live one of this account. */
    async endOne(id: string, accountId?: string): Promise<number> {
      const session = await sessions.findById(id, { accountId: 1 }).lean();
      if (session === null || (accountId !== undefined && session.accountId !== accountId))
        throw notFound("session");
      return end([id], session.accountId);
    },

    /** Ends all sessions of an account but, if given, one. */
    async endAll(accountId: string, exceptId?: string): Promise<number> {
      const found = await sessions
        .find({ accountId, revokedAt: null, expiresAt: { $gt: new Date() } }, { _id: 1 })
        .lean();
      return end(
        found.map(({ _id }) => _id).filter((id) => id !== exceptId),
        accountId,
      );
    },
  };
}
