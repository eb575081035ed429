/** Counters of attempts as they are stored. */
import { type Model, Schema } from "mongoose";

/** How often something was attempted lately. */
export interface AttemptRecord {
  /** The kind of attempt, and an HMAC of its key. */
  _id: string;
  /** Attempts that were not forgotten at `at`; a fraction for one that was forgotten in part. */
  count: number;
  /** Time of the last attempt that counted. */
  at: Date;
  /** The next attempt is refused before this time; 1970 when it need not wait. */
  nextAt: Date;
  /** Every attempt is forgotten at this time, and the document is deleted. */
  expiresAt: Date;
}

export type AttemptModel = Model<AttemptRecord>;

/** The schema of `AttemptRecord`. */
export function createAttemptSchema(): Schema<AttemptRecord> {
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
  return attempt;
}
