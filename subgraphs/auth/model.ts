/** The auth database: accounts, their sessions, the audit trail, and leases that serialize rare changes. */
import { type Connection, type Model, Schema } from "mongoose";
import { indexOutbox, outboxFields, type WithOutbox } from "../../platform/database/outbox.js";
import { type Role, roles } from "../../platform/identity/claims.js";
import { type AuditModel, type AuditRecord, createAuditSchema } from "./audit/model.js";
import { createMailSchema, type MailModel, type MailRecord } from "./mail/model.js";

/** A token in a mailed link that is in force for an account; a newer one takes its place. */
export interface IssuedToken {
  /** The mail that it is for. */
  mailId: string;
  /** Null until the mail is sent. */
  hash: string | null;
  expiresAt: Date | null;
}

/** The token that proves an address: the account's own, or the one that it is to have. */
export interface EmailProof extends IssuedToken {
  email: string;
  emailKey: string;
}

import { createPasskeySchema, type PasskeyModel, type PasskeyRecord } from "./passkeys/model.js";
import {
  createRegistrationSchema,
  type RegistrationModel,
  type RegistrationRecord,
} from "./registration/model.js";
import {
  type ChallengeModel,
  type ChallengeRecord,
  createChallengeSchema,
  type TotpRecord,
  totpSchema,
} from "./second-factor/model.js";

/** An account as it is stored. */
export interface AccountRecord extends WithOutbox {
  _id: string;
  /** As typed. */
  username: string;
  /** Unique. */
  usernameKey: string;
  /** As typed. */
  email: string;
  /** Unique. */
  emailKey: string;
  /** When somebody has last shown that mail to this address reaches them. */
  emailVerifiedAt: Date | null;
  passwordHash: string;
  /** Where it stands when the hash for an unknown name is drawn (sign-in/decoys.ts); never on a deleted account. */
  samplePoint?: number;
  passwordReset: IssuedToken | null;
  emailProof: EmailProof | null;
  roles: Role[];
  enabled: boolean;
  /** Grows by one with each change that others are told of. */
  version: number;
  /** When roles or `enabled` changed last. */
  accessChangedAt: Date;
  /** Sessions begun at or before this instant are over, but for `keptSessionId`. */
  sessionsValidAfter: Date;
  keptSessionId: string | null;
  lastLoginAt: Date | null;
  /** The second factor; absent or null where there is none. */
  totp?: TotpRecord | null;
  /** Set once its owner has deleted it: then nothing else is left of it. */
  deletedAt: Date | null;
  createdAt: Date;
  updatedAt: Date;
}

/** A session as it is stored. Of its refresh token only hashes are kept. */
export interface SessionRecord extends WithOutbox {
  _id: string;
  accountId: string;
  clientId: string;
  /** Of the part of the refresh token that stays the same for the whole session. */
  familyHash: string;
  /** Of the part that is good now. */
  tokenHash: string;
  /** Of the part before that, and the salt that makes its successor of it again. */
  previousTokenHash: string | null;
  successorSalt: string | null;
  rotatedAt: Date | null;
  authenticatedAt: Date;
  /** How its owner proved to be that at the sign-in (RFC 8176). */
  methods: string[];
  createdAt: Date;
  lastUsedAt: Date;
  /** The idle or the absolute limit, whichever is sooner; the document goes then. */
  expiresAt: Date;
  revokedAt: Date | null;
  userAgent: string | null;
  ipAddress: string | null;
}

/** An event that says nothing but that the way is open; gone once it is out. */
export interface ProbeRecord extends WithOutbox {
  _id: string;
  /** Set from the beginning: there is nothing to keep. */
  deletedAt: Date;
}

/** How often something was attempted of late. */
export interface AttemptRecord {
  /** The kind of attempt, and an HMAC of what was attempted. */
  _id: string;
  /** Those not forgotten at `at`; some may be forgotten in part. */
  count: number;
  /** Of the last one that counted. */
  at: Date;
  /** The next one may not come before; 1970 when it may come at once. */
  nextAt: Date;
  /** When all is forgotten; the document goes then. */
  expiresAt: Date;
}

/** Who holds a lease, and until when. */
export interface LeaseRecord {
  _id: string;
  holder: string;
  until: Date;
}

export type LeaseModel = Model<LeaseRecord>;

/** The collections of this database. */
export interface AuthModels {
  accounts: Model<AccountRecord>;
  sessions: Model<SessionRecord>;
  audit: AuditModel;
  mails: MailModel;
  registrations: RegistrationModel;
  challenges: ChallengeModel;
  passkeys: PasskeyModel;
  leases: LeaseModel;
  attempts: Model<AttemptRecord>;
  probes: Model<ProbeRecord>;
}

/** Makes the models on the service's own connection. */
export function createAuthModels(connection: Connection): AuthModels {
  const account = new Schema<AccountRecord>(
    {
      _id: { type: String, required: true },
      username: { type: String, required: true },
      usernameKey: { type: String, required: true },
      email: { type: String, required: true },
      emailKey: { type: String, required: true },
      emailVerifiedAt: { type: Date, default: null },
      passwordHash: { type: String, required: true },
      samplePoint: { type: Number },
      passwordReset: { type: Schema.Types.Mixed, default: null },
      emailProof: { type: Schema.Types.Mixed, default: null },
      roles: { type: [{ type: String, enum: roles }], required: true },
      enabled: { type: Boolean, required: true },
      version: { type: Number, required: true },
      accessChangedAt: { type: Date, required: true },
      sessionsValidAfter: { type: Date, required: true },
      keptSessionId: { type: String, default: null },
      lastLoginAt: { type: Date, default: null },
      totp: { type: totpSchema, default: null },
      deletedAt: { type: Date, default: null },
      createdAt: { type: Date, required: true },
      updatedAt: { type: Date, required: true },
      ...outboxFields,
    },
    { versionKey: false },
  );
  account.index({ usernameKey: 1 }, { unique: true });
  account.index({ emailKey: 1 }, { unique: true });
  // What services that have missed events ask for.
  account.index({ accessChangedAt: 1 });
  account.index({ updatedAt: 1, _id: 1 });
  account.index({ deletedAt: 1, _id: 1 });
  // Counts the enabled admins before one of them may go.
  account.index({ roles: 1, enabled: 1 });
  // Draws decoys, and finds accounts that have no point yet.
  account.index({ samplePoint: 1, deletedAt: 1 });
  indexOutbox(account);

  const session = new Schema<SessionRecord>(
    {
      _id: { type: String, required: true },
      accountId: { type: String, required: true },
      clientId: { type: String, required: true },
      familyHash: { type: String, required: true },
      tokenHash: { type: String, required: true },
      previousTokenHash: { type: String, default: null },
      successorSalt: { type: String, default: null },
      rotatedAt: { type: Date, default: null },
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

  const lease = new Schema<LeaseRecord>(
    {
      _id: { type: String, required: true },
      holder: { type: String, required: true },
      until: { type: Date, required: true },
    },
    { versionKey: false },
  );

  const attempt = new Schema<AttemptRecord>(
    {
      _id: { type: String, required: true },
      count: { type: Number, required: true },
      at: { type: Date, required: true },
      nextAt: { type: Date, required: true },
      expiresAt: { type: Date, required: true },
    },
    { versionKey: false },
  );
  attempt.index({ expiresAt: 1 }, { expireAfterSeconds: 0 });

  const probe = new Schema<ProbeRecord>(
    { _id: { type: String, required: true }, deletedAt: { type: Date, required: true }, ...outboxFields },
    { versionKey: false },
  );
  indexOutbox(probe);

  return {
    accounts: connection.model<AccountRecord>("Account", account, "accounts"),
    sessions: connection.model<SessionRecord>("Session", session, "sessions"),
    audit: connection.model<AuditRecord>("AuditEntry", createAuditSchema(), "audit"),
    registrations: connection.model<RegistrationRecord>(
      "Registration",
      createRegistrationSchema(),
      "registrations",
    ),
    mails: connection.model<MailRecord>("Mail", createMailSchema(), "mails"),
    passkeys: connection.model<PasskeyRecord>("Passkey", createPasskeySchema(), "passkeys"),
    challenges: connection.model<ChallengeRecord>("Challenge", createChallengeSchema(), "challenges"),
    leases: connection.model<LeaseRecord>("Lease", lease, "leases"),
    attempts: connection.model<AttemptRecord>("Attempt", attempt, "attempts"),
    probes: connection.model<ProbeRecord>("Probe", probe, "probes"),
  };
}
