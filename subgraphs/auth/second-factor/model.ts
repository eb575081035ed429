/** Challenges as they are stored. */
import { type Model, Schema } from "mongoose";

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
