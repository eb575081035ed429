/** Mails that wait to be sent. */
import { type Model, Schema } from "mongoose";

/**
 * Every kind of mail, and its class: a `link` that a client asks for, or a `notice` of what has been done. Each class
 * has its limits (limits.ts), so that no kind is without one. The text is made when the mail is sent.
 */
export const mailKinds = {
  registration: "link",
  "password-reset": "link",
  "email-verification": "link",
  "email-change": "link",
  "password-changed": "notice",
  "factor-changed": "notice",
  "email-verified": "notice",
  "email-change-requested": "notice",
  "email-changed": "notice",
  "account-deleted": "notice",
} as const;
export type MailKind = keyof typeof mailKinds;
type KindOf<Class> = { [Kind in MailKind]: (typeof mailKinds)[Kind] extends Class ? Kind : never }[MailKind];
/** Kinds with a link that a client asks for. */
export type LinkKind = KindOf<"link">;
/** Kinds that tell the owner of an account what has been done to it. */
export type NoticeKind = KindOf<"notice">;

/** A mail as it waits. It holds no token: the one in its link is made of `seed` and a secret of the service. */
export interface MailRecord {
  /** In the order of the requests. Names the message in its Message-ID, however often it is sent. */
  _id: string;
  kind: MailKind;
  /** Or the registration, where there is no account yet. Null until it is known whose it is. */
  accountId: string | null;
  /** What a client that is not signed in has sent: a username or an e-mail address. */
  identifier: string | null;
  /** Null for the address that the account has when it is sent. */
  to: string | null;
  /** As it is written in the mail; null for what the account says when it is sent. */
  username: string | null;
  /** The client that asked for it, or did what it tells of, as the gateway saw it. */
  ipAddress: string | null;
  userAgent: string | null;
  seed: string;
  /** Has the token in its link been put in force? */
  armed: boolean;
  /** Has it passed the limit of its recipient? */
  counted: boolean;
  /** The recipient as it is counted, once the mail waits for the limit of it; else null. */
  recipientKey: string | null;
  /** How often it was tried. */
  attempts: number;
  /** The instance that is sending it. */
  holder: string | null;
  /** No (other) instance tries before. */
  dueAt: Date;
  createdAt: Date;
}

export type MailModel = Model<MailRecord>;

/** The schema of the queue. */
export function createMailSchema(): Schema<MailRecord> {
  const mail = new Schema<MailRecord>(
    {
      _id: { type: String, required: true },
      kind: { type: String, enum: Object.keys(mailKinds), required: true },
      accountId: { type: String, default: null },
      identifier: { type: String, default: null },
      to: { type: String, default: null },
      username: { type: String, default: null },
      ipAddress: { type: String, default: null },
      userAgent: { type: String, default: null },
      seed: { type: String, required: true },
      armed: { type: Boolean, required: true },
      counted: { type: Boolean, default: false },
      recipientKey: { type: String, default: null },
      attempts: { type: Number, required: true },
      holder: { type: String, default: null },
      dueAt: { type: Date, required: true },
      createdAt: { type: Date, required: true },
    },
    { versionKey: false },
  );
  mail.index({ dueAt: 1 });
  mail.index({ accountId: 1 });
  // Those that wait for the limit of one recipient.
  mail.index({ recipientKey: 1, kind: 1, _id: -1 });
  return mail;
}
