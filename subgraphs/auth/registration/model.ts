/** Registrations that wait until their mailed link is opened, as they are stored. */
import { type Model, Schema } from "mongoose";

/** A waiting registration. It does not reserve its names. */
export interface RegistrationRecord {
  _id: string;
  username: string;
  email: string;
  displayName: string | null;
  /** Hash of the secret in the mailed link; null until it is mailed. */
  hash: string | null;
  /** When the link becomes invalid; the document is deleted then. */
  expiresAt: Date;
}

export type RegistrationModel = Model<RegistrationRecord>;

/** The schema of the waiting registrations. */
export function createRegistrationSchema(): Schema<RegistrationRecord> {
  const registration = new Schema<RegistrationRecord>(
    {
      _id: { type: String, required: true },
      username: { type: String, required: true },
      email: { type: String, required: true },
      displayName: { type: String, default: null },
      hash: { type: String, default: null },
      expiresAt: { type: Date, required: true },
    },
    { versionKey: false },
  );
  registration.index({ expiresAt: 1 }, { expireAfterSeconds: 0 });
  return registration;
}
