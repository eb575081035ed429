/** The record of an account. */
import type { WithOutbox } from "../../../platform/database/outbox.js";
import type { Role } from "../../../platform/roles.js";

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
  /** What the system that it was imported from calls it, and so do that system's tokens; unique; absent for all others. */
  legacyId?: string;
  /** Set when the owner deletes the account; the document then holds nothing else about the person. */
  deletedAt: Date | null;
  createdAt: Date;
  updatedAt: Date;
}
