/** Accounts as they are stored. */
import { type Model, Schema } from "mongoose";
import { indexOutbox, outboxFields } from "../../../platform/database/outbox.js";
import { roles } from "../../../platform/roles.js";
import type { AccountRecord, TotpRecord } from "./account-record.js";

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
      legacyId: { type: String },
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
  // Finds the account of a token of the old services.
  account.index({ legacyId: 1 }, { unique: true, sparse: true });
  // Draws decoys.
  account.index({ samplePoint: 1, deletedAt: 1 });
  indexOutbox(account);
  return account;
}
