/** An account's second factor, and challenges, as they are stored. */
import { type Model, Schema } from "mongoose";

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

/** The schema of `TotpRecord`. */
export const totpSchema = new Schema<TotpRecord>(
  {
    id: { type: String, required: true },
    secret: { type: String, required: true },
    confirmedAt: { type: Date, default: null },
    lastStep: { type: Number, required: true },
    recoveryCodes: { type: [String], required: true },
  },
  { _id: false, id: false },
);

/** A pending step of a sign-in, or of the registration of a passkey. */
export interface ChallengeRecord {
  /** Hash of the purpose and of the challenge that the client holds. */
  _id: string;
  /** Null while no account is known. */
  accountId: string | null;
  /** The account's when the challenge was made: the challenge is invalid once that has changed. */
  sessionsValidAfter: Date | null;
  /** The challenge is invalid after this time, and the document is deleted. */
  expiresAt: Date;
}

export type ChallengeModel = Model<ChallengeRecord>;

/** The schema of `ChallengeRecord`. */
export function createChallengeSchema(): Schema<ChallengeRecord> {
  const challenge = new Schema<ChallengeRecord>(
    {
      _id: { type: String, required: true },
      accountId: { type: String, default: null },
      sessionsValidAfter: { type: Date, default: null },
      expiresAt: { type: Date, required: true },
    },
    { versionKey: false },
  );
  challenge.index({ expiresAt: 1 }, { expireAfterSeconds: 0 });
  return challenge;
}
