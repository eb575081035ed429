/** Begins, lists and ends sessions. */
import { v7 as uuidv7 } from "uuid";
import { addressKey } from "../../../platform/address-key.js";
import { unauthenticated } from "../../../platform/errors.js";
import { createEvent } from "../../../platform/events/event.js";
import type { OutboxRelay } from "../../../platform/events/outbox-relay.js";
import type { SessionConfig } from "../config.js";
import type { AccountRecord, AuthModels, SessionRecord } from "../model.js";
import { createFamily, createSecret, formatRefreshToken, hashPart } from "./refresh-token.js";

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

/** Has the session been ended, or has its time? */
export function hasEnded({ revokedAt, expiresAt }: Pick<SessionRecord, "revokedAt" | "expiresAt">): boolean {
  return revokedAt !== null || expiresAt.getTime() <= Date.now();
}

/** Is the session alive, and does its account let it be? */
export function isLive(
  session: Pick<SessionRecord, "_id" | "createdAt" | "revokedAt" | "expiresAt">,
  account: AccountRecord,
): boolean {
  const { sessionsValidAfter, keptSessionId, enabled } = account;
  const kept = session.createdAt > sessionsValidAfter || session._id === keptSessionId;
  return enabled && kept && !hasEnded(session);
}

/** When a session ends that was begun and refreshed at these instants: by the idle or the absolute limit. */
export function expiryOf(createdAt: Date, refreshedAt: Date, config: SessionConfig): Date {
  const { idleSeconds, absoluteSeconds } = config;
  return new Date(
    Math.min(refreshedAt.getTime() + idleSeconds * 1000, createdAt.getTime() + absoluteSeconds * 1000),
  );
}

/** Creates the use cases over the auth database. */
export function createSessions(
  { sessions, accounts }: AuthModels,
  config: SessionConfig,
  relay: Pick<OutboxRelay, "wake">,
) {
  /** Filter of the sessions that neither time nor a revocation has ended. */
  const openOf = (accountId: string) => ({ accountId, revokedAt: null, expiresAt: { $gt: new Date() } });

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

  return {
    /**
     * Begins a session for an account as it was when the password was verified, and notes the sign-in. Answers
     * the account as it is by now: its roles may have changed while the password waited to be compared.
     * @throws AppError UNAUTHENTICATED when all of its sessions were ended, or it was disabled, meanwhile.
     */
    async begin(
      account: AccountRecord,
      client: Client,
      methods: readonly string[],
    ): Promise<HeldSession & { account: AccountRecord }> {
      const { _id: accountId, sessionsValidAfter } = account;
      // Never before the end of the others, not by a clock that is behind either.
      const now = new Date(Math.max(Date.now(), sessionsValidAfter.getTime() + 1));
      const family = createFamily();
      const secret = createSecret();
      const session: SessionRecord = {
        _id: uuidv7(),
        accountId,
        clientId: defaultClientId,
        familyHash: hashPart(family),
        tokenHash: hashPart(secret),
        previousTokenHash: null,
        successorSalt: null,
        rotatedAt: null,
        authenticatedAt: now,
        methods: [...methods],
        createdAt: now,
        lastUsedAt: now,
        expiresAt: expiryOf(now, now, config),
        revokedAt: null,
        ...client,
        outbox: [],
      };
      await sessions.create(session);
      // Whoever ends all sessions changes the account first and then looks for them: either that change is seen
      // here, or this session is seen there.
      const current = await accounts
        .findOneAndUpdate(
          { _id: accountId, enabled: true, sessionsValidAfter },
          { $set: { lastLoginAt: now } },
          { returnDocument: "after" },
        )
        .lean();
      if (current === null) {
        await end([session._id], accountId);
        throw unauthenticated("This account has just been signed out everywhere; sign in again.");
      }
      return {
        session,
        account: current,
        refreshToken: formatRefreshToken({ sessionId: session._id, family, secret }),
      };
    },

    /** The session and its account if both are alive, else null. */
    async findLive(sessionId: string): Promise<{ session: SessionRecord; account: AccountRecord } | null> {
      const session = await sessions.findById(sessionId).lean();
      const account = session === null ? null : await accounts.findById(session.accountId).lean();
      return session !== null && account !== null && isLive(session, account) ? { session, account } : null;
    },

    /** The account's live sessions, newest first, at most a hundred. */
    async list(account: AccountRecord, currentId: string): Promise<SessionView[]> {
      const found = await sessions
        .find(openOf(account._id))
        .sort({ createdAt: -1, _id: -1 })
        .limit(listedSessions)
        .lean();
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

    /** Whose session it is; null when there is none. */
    async ownerOf(id: string): Promise<string | null> {
      return (await sessions.findById(id, { accountId: 1 }).lean())?.accountId ?? null;
    },

    /** Is this the address, as it is counted, at which a live session of the account was used last? */
    async isUsedFrom(account: AccountRecord | null, address: string): Promise<boolean> {
      const found = await sessions
        .find(openOf(account?._id ?? ""), { createdAt: 1, expiresAt: 1, revokedAt: 1, ipAddress: 1 })
        .sort({ createdAt: -1, _id: -1 })
        .limit(listedSessions)
        .lean();
      return found.some(
        (session) =>
          account !== null && isLive(session, account) && addressKey(session.ipAddress) === address,
      );
    },

    /** Ends one session of the account, unless it has ended; answers how many. */
    endOne: (id: string, accountId: string): Promise<number> => end([id], accountId),

    /** Ends all sessions of an account but, if given, one. */
    async endAll(accountId: string, exceptId?: string): Promise<number> {
      // Those whose time is up too: a last access token may be within its leeway.
      const found = await sessions.find({ accountId, revokedAt: null }, { _id: 1 }).lean();
      return end(
        found.map(({ _id }) => _id).filter((id) => id !== exceptId),
        accountId,
      );
    },
  };
}
