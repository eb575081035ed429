/** Sessions as they are stored. */
import { type Model, Schema } from "mongoose";
import { indexOutbox, outboxFields, type WithOutbox } from "../../../platform/database/outbox.js";

/** A session. Of its refresh token only hashes are stored. */
export interface SessionRecord extends WithOutbox {
  _id: string;
  accountId: string;
  clientId: string;
  /** Hash of the part of the refresh token that stays the same for the whole session. */
  familyHash: string;
  /** Hash of the secret that is valid now. */
  tokenHash: string;
  /** Hash of the secret before that, and the salt that derives its successor from it. */
  previousTokenHash: string | null;
  successorSalt: string | null;
  refreshedAt: Date | null;
  authenticatedAt: Date;
  /** How the owner authenticated at the sign-in: the claim `amr` (RFC 8176). */
  methods: string[];
  createdAt: Date;
  lastUsedAt: Date;
  /** The idle or the absolute limit, whichever is sooner; the document is deleted then. */
  expiresAt: Date;
  revokedAt: Date | null;
  userAgent: string | null;
  ipAddress: string | null;
}

export type SessionModel = Model<SessionRecord>;

/** The schema of `SessionRecord`. */
export function createSessionSchema(): Schema<SessionRecord> {
  const session = new Schema<SessionRecord>(
    {
      _id: { type: String, required: true },
      accountId: { type: String, required: true },
      clientId: { type: String, required: true },
      familyHash: { type: String, required: true },
      tokenHash: { type: String, required: true },
      previousTokenHash: { type: String, default: null },
      successorSalt: { type: String, default: null },
      refreshedAt: { type: Date, default: null },
      authenticatedAt: { type: Date, required: true },
      methods: { type: [String], required: true },
      createdAt: { type: Date, required: true },
      lastUsedAt: { type: Date, required: true },
      expiresAt: { type: Date, required: true },
      revokedAt: { type: Date, default: null },
      userAgent: { type: String, default: null },
      ipAddress: { type: String, default: null },
      ...outboxFields,
    },
    { versionKey: false },
  );
  session.index({ accountId: 1, createdAt: -1, _id: -1 });
  session.index({ revokedAt: 1 });
  session.index({ expiresAt: 1 }, { expireAfterSeconds: 0 });
  indexOutbox(session);
  return session;
}
