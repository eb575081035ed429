/** Addresses a mail at the moment when it is sent, and makes its message. The features say how, for each kind. */
import { shownAddress } from "../../../platform/identity/released-address.js";
import { identifierKey } from "../accounts/identifiers.js";
import { liveAccount } from "../accounts/live-account.js";
import type { AccountRecord } from "../accounts/model.js";
import type { Audit } from "../audit/audit.js";
import type { AuthModels } from "../model.js";
import type { MailConfig } from "./config.js";
import type { Envelope, Prepare } from "./envelope.js";
import { formatMailedToken, hashSecret, secretOf, type TokenPurpose } from "./mailed-token.js";
import type { MailRecord } from "./model.js";
import { type TextValues, type TextWriter, writeText } from "./texts.js";
import type { Message } from "./transport.js";

/** The parts that preparations use. */
export interface MailParts {
  models: Pick<AuthModels, "accounts" | "mails" | "registrations">;
  audit: Audit;
  config: { mail: Pick<MailConfig, "appUrl" | "resetSeconds" | "proofSeconds"> };
  /** Keys the tokens in links. It is not in the database. */
  tokenKey: string;
}

/** The account that a mail is for. */
export type MailRecipientAccount = Pick<AccountRecord, "_id" | "username" | "email" | "emailVerifiedAt">;

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

/** Returns the account that a mail is for, if it is alive and has an address. Only here it is looked up. */
export async function findRecipient(
  { models }: MailParts,
  { accountId, identifier }: MailRecord,
): Promise<MailRecipientAccount | null> {
  if (accountId === null && identifier === null) return null;
  const filter = accountId === null ? byIdentifier(identifier ?? "") : liveAccount(accountId);
  const account = await models.accounts
    .findOne({ ...filter, enabled: true }, { username: 1, email: 1, emailVerifiedAt: 1 })
    .lean();
  return account === null || shownAddress(account.email) === null ? null : account;
}

/** Returns the account that has this username or address, unless it is `exceptId`. */
export async function findHolder(
  { models }: MailParts,
  identifier: string,
  exceptId = "",
): Promise<Pick<AccountRecord, "_id" | "username" | "emailVerifiedAt"> | null> {
  return models.accounts
    .findOne({ ...byIdentifier(identifier), _id: { $ne: exceptId } }, { username: 1, emailVerifiedAt: 1 })
    .lean();
}

function byIdentifier(identifier: string): { usernameKey: string } | { emailKey: string } {
  const { field, key } = identifierKey(identifier);
  return field === "emailKey" ? { emailKey: key } : { usernameKey: key };
}
