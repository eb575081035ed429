/** Addresses a mail at the moment when it is sent, and makes its message. The features say how, for each kind. */
import type { Audit } from "../audit/audit.js";
import type { AuthModels } from "../model.js";
import type { MailConfig } from "./config.js";
import type { Envelope, Prepare } from "./envelope.js";
import type { MailRecipientAccount } from "./find-recipient.js";
import { formatMailedToken, hashSecret, secretOf, type TokenPurpose } from "./mailed-token.js";
import type { Message } from "./message.js";
import type { MailRecord } from "./model.js";
import { type TextValues, type TextWriter, writeText } from "./texts.js";

/** The parts that preparations use. */
export interface MailParts {
  models: Pick<AuthModels, "accounts" | "mails" | "registrations">;
  audit: Audit;
  config: { mail: Pick<MailConfig, "appUrl" | "resetSeconds" | "proofSeconds"> };
  /** Keys the tokens in links. It is not in the database. */
  tokenKey: string;
}

/** Makes the message of a mail to `to`. */
export type MailWriter = (
  mail: MailRecord,
  to: string,
  text: TextWriter,
  values?: Partial<TextValues>,
) => Message;

/** Creates the writer of messages; links lead to `appUrl`. */
export const createMailWriter =
  (appUrl: string): MailWriter =>
  (mail, to, text, values) => ({
    id: mail._id,
    to,
    date: mail.createdAt,
    ...writeText(text, {
      username: mail.username ?? "",
      holder: "",
      link: "",
      lifetimeSeconds: 0,
      ...values,
      appUrl,
    }),
  });

/**
 * Creates the preparation of a notice. The stored mail holds all that the text needs, for the account may be deleted
 * meanwhile. It is stored only for a proven address.
 */
export const createNotice =
  (writer: MailWriter, text: TextWriter): Prepare =>
  async (mail) => {
    const { to } = mail;
    return to === null ? null : { to, proven: true, compose: async () => writer(mail, to, text) };
  };

/** A mail with a link for an account. */
export interface LinkTarget {
  account: MailRecipientAccount;
  to: string;
  /** Has an account proven that mail to `to` reaches its owner? */
  proven: boolean;
  purpose: TokenPurpose;
  /** The front end's page. */
  page: string;
  lifetimeSeconds: number;
  text: TextWriter;
  /** Stores the hash of the token; returns false when the link is no longer wanted. */
  arm: (hash: string) => Promise<boolean>;
}

/** Prepares a mail with a link; its token becomes valid when the message is made. */
export function prepareLink(
  { config, tokenKey }: MailParts,
  writer: MailWriter,
  mail: MailRecord,
  { account, to, proven, purpose, page, lifetimeSeconds, text, arm }: LinkTarget,
): Envelope {
  const compose = async (): Promise<Message | null> => {
    const secret = secretOf(purpose, mail.seed, tokenKey);
    if (!(await arm(hashSecret(purpose, secret)))) return null;
    const token = formatMailedToken({ accountId: account._id, secret });
    // In the fragment: browsers do not send it, so no server, log or Referer header gets it.
    const link = `${config.mail.appUrl}/${page}#token=${token}`;
    return writer(mail, to, text, { username: account.username, link, lifetimeSeconds });
  };
  return { to, proven, compose };
}
