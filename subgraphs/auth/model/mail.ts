/** Mails that wait to be sent. */
import { type Model, Schema } from "mongoose";

/** What a mail is about; its text is made when it is sent. */
export const mailKinds = [
  "registration",
  "password-reset",
  "password-changed",
  "factor-changed",
  "email-verification",
  "email-change",
  "email-change-requested",
  "email-changed",
  "account-deleted",
] as const;
export type MailKind = (typeof mailKinds)[number];

/** A mail as it waits. It holds no token: the one in its link is made of `seed` and a secret of the service. */
export interface MailRecord {
  /** In the order of the requests. Names the message in its Message-ID, however often it is sent. */
  _id: string;
  kind: MailKind;
  /** Or the registration, where there is no account yet. Null until it is known whose it is. */
  accountId: string | null;
  /** What somebody who cannot sign in has typed: a username or an e-mail address. */
  identifier: string | null;
  /** Null for the address that the account has when it is sent. */
  to: string | null;
  /** As it is written in the mail; null for what the account says when it is sent. */
  username: string | null;
  /** Who asked for it, as the gateway saw them. */
  ipAddress: string | null;
  userAgent: string | null;
  seed: string;
  /** Has the token in its link been put in force? */
  armed: boolean;
  /** How often it was tried. */
  attempts: number;
  /** Who is at it. */
  holder: string | null;
  /** Nobody (else) tries before. */
  dueAt: Date;
  createdAt: Date;
}

export type MailModel = Model<MailRecord>;

/** The schema of the queue. */
export function createMailSchema(): Schema<MailRecord> {
  const mail = new Schema<MailRecord>(
    {
      _id: { type: String, required: true },
      kind: { type: String, enum: mailKinds, required: true },
      accountId: { type: String, default: null },
      identifier: { type: String, default: null },
      to: { type: String, default: null },
      username: { type: String, default: null },
      ipAddress: { type: String, default: null },
      userAgent: { type: String, default: null },
      seed: { type: String, required: true },
      armed: { type: Boolean, required: true },
      attempts: { type: Number, required: true },
      holder: { type: String, default: null },
      dueAt: { type: Date, required: true },
      createdAt: { type: Date, required: true },
    },
    { versionKey: false },
  );
  mail.index({ dueAt: 1 });
  mail.index({ accountId: 1 });
  return mail;
}
