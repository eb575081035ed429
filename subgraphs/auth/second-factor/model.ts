/** What is stored of an account's second factor, and the challenges that wait for it. */
import { type Model, Schema } from "mongoose";

/** A one-time password generator (RFC 6238) in an account, and what helps when it is lost. */
export interface TotpRecord {
  /** Of this enrolment. */
  id: string;
  /** Sealed: see seal-secret.ts. */
  secret: string;
  /** Null until its owner has shown a code of it: it asks for nothing before. */
  confirmedAt: Date | null;
  /** The time step of the last code that was taken; none up to it is taken again. */
  lastStep: number;
  /** Hashes of those that are left. */
  recoveryCodes: string[];
}

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

/** A step that waits for the next one: of a sign-in, or of setting one up. */
export interface ChallengeRecord {
  /** Hash of what it is for and what the client holds. */
  _id: string;
  /** Null while nobody is recognised. */
  accountId: string | null;
  /** The account's when its owner was recognised: the challenge is worth nothing once that has moved. */
  sessionsValidAfter: Date | null;
  /** It is worth nothing after, and the document goes. */
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
