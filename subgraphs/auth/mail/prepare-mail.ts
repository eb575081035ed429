/** Addresses a mail at the moment when it is sent, makes its message, and puts the token in its link in force. */
import { shownAddress } from "../../../platform/identity/released-address.js";
import { identifierKey } from "../accounts/identifiers.js";
import type { Audit } from "../audit/audit.js";
import { formatMailedToken, hashSecret, secretOf, type TokenPurpose } from "../email/mailed-token.js";
import type { AccountRecord, AuthModels } from "../model.js";
import type { MailConfig } from "./config.js";
import type { MailKind, MailRecord } from "./model.js";
import type { Envelope, Prepare } from "./queue.js";
import { type TextKind, type TextParts, writeText } from "./texts.js";

/** What a link is for, and the front end's page that it leads to. */
interface Link {
  purpose: TokenPurpose;
  page: string;
}

const links: Readonly<Partial<Record<MailKind, Link>>> = {
  "password-reset": { purpose: "password-reset", page: "reset-password" },
  "email-verification": { purpose: "email-proof", page: "verify-email" },
  "email-change": { purpose: "email-proof", page: "verify-email" },
};

type Recipient = Pick<AccountRecord, "_id" | "username" | "email" | "emailVerifiedAt">;
type Holder = Pick<AccountRecord, "_id" | "username" | "emailVerifiedAt">;

/**
 * Creates the preparation. Only here it is asked whether there is an account at all: every request for a reset gets
 * the same answer after the same work. `key` goes into the tokens and is not in the database.
 */
export function createMailPreparation(
  { accounts, mails, registrations }: Pick<AuthModels, "accounts" | "mails" | "registrations">,
  { appUrl, resetSeconds, proofSeconds }: Pick<MailConfig, "appUrl" | "resetSeconds" | "proofSeconds">,
  key: string,
  audit: Audit,
): Prepare {
  const fields = { username: 1, email: 1, emailVerifiedAt: 1 } as const;
  const write = (mail: MailRecord, to: string, kind: TextKind, parts: Partial<TextParts>) => ({
    id: mail._id,
    to,
    date: mail.createdAt,
    ...writeText(kind, {
      username: mail.username ?? "",
      holder: "",
      link: "",
      lifetimeSeconds: 0,
      ...parts,
      appUrl,
    }),
  });

  /** The account that the mail is for, if it is still there and enabled, and has an address. */
  const findRecipient = async (mail: MailRecord): Promise<Recipient | null> => {
    if (mail.accountId === null && mail.identifier === null) return null;
    const who =
      mail.accountId === null
        ? { [identifierKey(mail.identifier ?? "").field]: identifierKey(mail.identifier ?? "").key }
        : { _id: mail.accountId };
    const account = await accounts.findOne({ ...who, enabled: true }, fields).lean();
    return account === null || shownAddress(account.email) === null ? null : account;
  };

  /** The account that has this username or address, but for `exceptId`. */
  const findHolder = async (name: string, exceptId = ""): Promise<Holder | null> => {
    const { field, key: nameKey } = identifierKey(name);
    return accounts
      .findOne({ [field]: nameKey, _id: { $ne: exceptId } }, { username: 1, emailVerifiedAt: 1 })
      .lean();
  };

  /** Puts a reset's token in force, unless a newer one is, or this one has been used. */
  const armReset = async (mail: MailRecord, accountId: string, hash: string): Promise<boolean> => {
    const expiresAt = new Date(Date.now() + resetSeconds * 1000);
    const inForce = mail.armed
      ? { "passwordReset.mailId": mail._id }
      : { $or: [{ passwordReset: null }, { "passwordReset.mailId": { $lte: mail._id } }] };
    const { matchedCount } = await accounts.updateOne(
      { _id: accountId, enabled: true, ...inForce },
      { $set: { passwordReset: { mailId: mail._id, hash, expiresAt } } },
    );
    if (matchedCount === 0) return false;
    // From here on the token may be used, and must not come alive again when the mail is tried once more.
    if (!mail.armed) await mails.updateOne({ _id: mail._id }, { $set: { armed: true, accountId } });
    return true;
  };

  /** Puts in force the token for the address that the account was told to expect with this very mail. */
  const armProof = async (mail: MailRecord, accountId: string, hash: string): Promise<boolean> => {
    const expiresAt = new Date(Date.now() + proofSeconds * 1000);
    const { matchedCount } = await accounts.updateOne(
      { _id: accountId, enabled: true, "emailProof.mailId": mail._id },
      { $set: { "emailProof.hash": hash, "emailProof.expiresAt": expiresAt } },
    );
    return matchedCount === 1;
  };

  /**
   * Only here it is asked what of a registration is taken: its answer was given before. An account that has not proven
   * the address does not take it: the link says so, and the account loses the address if the link is opened.
   */
  const prepareRegistration: Prepare = async (mail) => {
    const registration = await registrations.findById(mail.accountId).lean();
    if (registration === null) return null;
    const { _id, email: to, username } = registration;
    const holder = await findHolder(to);
    if (isProven(holder))
      return { to, proven: true, compose: async () => write(mail, to, "address-taken", {}) };
    const compose = async () => {
      if (holder === null && (await findHolder(username)) !== null) {
        return write(mail, to, "name-taken", { username });
      }
      const secret = secretOf("registration", mail.seed, key);
      const expiresAt = new Date(Date.now() + proofSeconds * 1000);
      const hash = hashSecret("registration", secret);
      await registrations.updateOne({ _id }, { $set: { hash, expiresAt } });
      const token = formatMailedToken({ accountId: _id, secret });
      const link = `${appUrl}/confirm-registration#token=${token}`;
      const parts = { username, link, lifetimeSeconds: proofSeconds };
      if (holder === null) return write(mail, to, "registration", parts);
      return write(mail, to, "registration-contested", { ...parts, holder: holder.username });
    };
    return { to, proven: false, compose };
  };

  /** A link to the address of an account, or to the one that it is to have. */
  const prepareLink = async (mail: MailRecord, link: Link): Promise<Envelope | null> => {
    const recipient = await findRecipient(mail);
    const isNew = !mail.armed && mail.recipientKey === null;
    if (mail.kind === "password-reset" && isNew) await noteRequest(mail, recipient, audit);
    if (recipient === null) return null;
    const to = mail.to ?? recipient.email;
    const holder = mail.kind === "email-change" ? await findHolder(to, recipient._id) : recipient;
    if (mail.kind === "email-change" && isProven(holder)) {
      return { to, proven: true, compose: async () => write(mail, to, "address-taken", {}) };
    }
    const compose = async () => {
      const secret = secretOf(link.purpose, mail.seed, key);
      const arm = link.purpose === "password-reset" ? armReset : armProof;
      if (!(await arm(mail, recipient._id, hashSecret(link.purpose, secret)))) return null;
      const token = formatMailedToken({ accountId: recipient._id, secret });
      return write(mail, to, mail.kind, {
        username: recipient.username,
        // In the fragment: browsers keep it to themselves, so no server, log or Referer header gets it.
        link: `${appUrl}/${link.page}#token=${token}`,
        lifetimeSeconds: link.purpose === "password-reset" ? resetSeconds : proofSeconds,
      });
    };
    return { to, proven: isProven(holder), compose };
  };

  return async (mail) => {
    if (mail.kind === "registration") return prepareRegistration(mail);
    const link = links[mail.kind];
    if (link !== undefined) return prepareLink(mail, link);
    // What is to be told is all in the mail: the account may be gone by now. It went to a proven address.
    const { to, kind } = mail;
    return to === null ? null : { to, proven: true, compose: async () => write(mail, to, kind, {}) };
  };
}

function isProven(account: Pick<AccountRecord, "emailVerifiedAt"> | null): boolean {
  return account?.emailVerifiedAt != null;
}

/** Noted down here and not with the request, which does not know whose account it is about. */
function noteRequest(
  { ipAddress, userAgent }: MailRecord,
  recipient: Recipient | null,
  audit: Audit,
): Promise<void> {
  const client = { ipAddress, userAgent };
  const entry = { type: "password.reset-requested", client, subjectId: recipient?._id ?? null } as const;
  return recipient === null
    ? audit.record({ ...entry, outcome: "failure", reason: "unknown account" })
    : audit.record({ ...entry, outcome: "success" });
}
