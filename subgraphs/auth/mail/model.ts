/** Mails that wait to be sent, as they are stored. */
import { type Model, Schema } from "mongoose";

/**
 * Every kind of mail, and its class: a `link` that a client asks for, or a `notice` of a change. Each class has limits
 * (limits.ts), so that no kind is without one. The text is made when the mail is sent.
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
/** Kinds that tell the owner of an account what has changed. */
export type NoticeKind = KindOf<"notice">;

/** A waiting mail. It holds no token: the one in its link is derived from `seed` and a secret of the service. */
export interface MailRecord {
  /** Ascending in the order of the requests. It is the Message-ID, also when the mail is sent again. */
  _id: string;
  kind: MailKind;
  /** The account, or the registration where there is no account yet. Null until it is looked up. */
  accountId: string | null;
  /** The username or e-mail address that an anonymous client has sent. */
  identifier: string | null;
  /** Null for the address that the account has when the mail is sent. */
  to: string | null;
  /** As written in the mail; null for the account's name when the mail is sent. */
  username: string | null;
  /** The client that asked for the mail, or made the change, as the gateway saw it. */
  ipAddress: string | null;
  userAgent: string | null;
  seed: string;
  /** Is the token in its link valid? */
  armed: boolean;
  /** Has it passed the limit of its recipient? */
  counted: boolean;
  /** The counted key of the recipient while the mail waits for the recipient's limit; else null. */
  recipientKey: string | null;
  /** Number of attempts to send it. */
  attempts: number;
  /** The instance that has the lease on it. */
  holder: string | null;
  /** End of the lease, or of the wait: no other instance tries it before. */
  dueAt: Date;
  createdAt: Date;
  /** The W3C Trace Context of the request that asked for it; null for none. */
  traceparent: string | null;
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
      traceparent: { type: String, default: null },
    },
    { versionKey: false },
  );
  mail.index({ dueAt: 1 });
  mail.index({ accountId: 1 });
  // Finds mails that wait for the limit of one recipient.
  mail.index({ recipientKey: 1, kind: 1, _id: -1 });
  return mail;
}
