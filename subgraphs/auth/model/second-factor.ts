/** What is stored of an account's second factor, and the challenges that wait for it. */
import { type Model, Schema } from "mongoose";

/** A one-time password generator (RFC 6238) in an account, and what helps when it is lost. */
export interface TotpRecord {
  /** Of this enrolment. */
  id: string;
  /** Sealed: see service/sealing.ts. */
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

/** A sign-in that has got half way: the password was right. */
export interface ChallengeRecord {
  /** Hash of what the client holds. */
  _id: string;
  accountId: string;
  /** The account's when the password was right: it is worth nothing once that has moved. */
  sessionsValidAfter: Date;
  /** It is worth nothing after, and the document goes. */
  expiresAt: Date;
}

export type ChallengeModel = Model<ChallengeRecord>;

/** The schema of `ChallengeRecord`. */
export function createChallengeSchema(): Schema<ChallengeRecord> {
  const challenge = new Schema<ChallengeRecord>(
    {
      _id: { type: String, required: true },
      accountId: { type: String, required: true },
      sessionsValidAfter: { type: Date, required: true },
      expiresAt: { type: Date, required: true },
    },
    { versionKey: false },
  );
  challenge.index({ expiresAt: 1 }, { expireAfterSeconds: 0 });
  return challenge;
}
