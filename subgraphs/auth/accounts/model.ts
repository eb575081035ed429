/** Accounts as they are stored. */
import { type Model, Schema } from "mongoose";
import { indexOutbox, outboxFields, type WithOutbox } from "../../../platform/database/outbox.js";
import { type Role, roles } from "../../../platform/roles.js";

/** The token of a mailed link that is in force; a newer one replaces it. */
export interface IssuedToken {
  /** The mail that carries it. */
  mailId: string;
  /** Null until the mail is sent. */
  hash: string | null;
  expiresAt: Date | null;
}

/** The token that proves an address: the account's own, or the one that it is to get. */
export interface EmailProof extends IssuedToken {
  email: string;
  emailKey: string;
}

/** A generator of one-time passwords (RFC 6238), and its recovery codes. */
export interface TotpRecord {
  /** New for each enrolment. */
  id: string;
  /** Encrypted: see seal-secret.ts. */
  secret: string;
  /** Null until its owner has shown a code: no sign-in asks for one before. */
  confirmedAt: Date | null;
  /** The time step of the last accepted code; codes up to it are refused. */
  lastStep: number;
  /** Hashes of the codes that are not used yet. */
  recoveryCodes: string[];
}

/** Has the owner shown a code of this generator? Only then a sign-in asks for one. */
export const isConfirmed = (totp: TotpRecord | null | undefined): totp is TotpRecord =>
  totp?.confirmedAt != null;

/** An account. */
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
  /** When the owner last proved that mail to this address arrives; null while the address is only claimed. */
  emailVerifiedAt: Date | null;
  passwordHash: string;
  /** Its place when a decoy hash is drawn (sign-in/decoys.ts); absent once the account is deleted. */
  samplePoint?: number;
  passwordReset: IssuedToken | null;
  emailProof: EmailProof | null;
  roles: Role[];
  enabled: boolean;
  /** Grows by one with each change that has an event. */
  version: number;
  /** When roles or `enabled` changed last. */
  accessChangedAt: Date;
  /** Sessions that began at or before this instant have ended, except `keptSessionId`. */
  sessionsValidAfter: Date;
  keptSessionId: string | null;
  lastLoginAt: Date | null;
  /** The second factor; absent or null where there is none. */
  totp?: TotpRecord | null;
  /** Set when the owner deletes the account; the document then holds nothing else about the person. */
  deletedAt: Date | null;
  createdAt: Date;
  updatedAt: Date;
}

export type AccountModel = Model<AccountRecord>;

/** The schema of `TotpRecord`. */
const totpSchema = new Schema<TotpRecord>(
  {
    id: { type: String, required: true },
    secret: { type: String, required: true },
    confirmedAt: { type: Date, default: null },
    lastStep: { type: Number, required: true },
    recoveryCodes: { type: [String], required: true },
  },
  { _id: false, id: false },
);

/** The schema of `AccountRecord`. */
export function createAccountSchema(): Schema<AccountRecord> {
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
  // Serves the services that have missed events.
  account.index({ accessChangedAt: 1 });
  account.index({ updatedAt: 1, _id: 1 });
  account.index({ deletedAt: 1, _id: 1 });
  // Counts the enabled admins before one of them loses the role.
  account.index({ roles: 1, enabled: 1 });
  // Draws decoys, and finds accounts that have no point yet.
  account.index({ samplePoint: 1, deletedAt: 1 });
  indexOutbox(account);
  return account;
}
