/** Passkeys as they are stored: public keys only. */
import { type Model, Schema } from "mongoose";

/** A WebAuthn credential of an account. */
export interface PasskeyRecord {
  /** The credential's id, in base64url. */
  _id: string;
  accountId: string;
  /** The name that its owner has given it. */
  name: string;
  /** In COSE, in base64url. */
  publicKey: string;
  /** The authenticator's count of signatures; 0 where it does not count. */
  counter: number;
  transports: string[];
  /** It may be on several devices of its owner. */
  synced: boolean;
  createdAt: Date;
  lastUsedAt: Date | null;
}

export type PasskeyModel = Model<PasskeyRecord>;

/** The schema of `PasskeyRecord`. */
export function createPasskeySchema(): Schema<PasskeyRecord> {
  const passkey = new Schema<PasskeyRecord>(
    {
      _id: { type: String, required: true },
      accountId: { type: String, required: true },
      name: { type: String, required: true },
      publicKey: { type: String, required: true },
      counter: { type: Number, required: true },
      transports: { type: [String], required: true },
      synced: { type: Boolean, required: true },
      createdAt: { type: Date, required: true },
      lastUsedAt: { type: Date, default: null },
    },
    { versionKey: false },
  );
  passkey.index({ accountId: 1, createdAt: 1, _id: 1 });
  return passkey;
}
