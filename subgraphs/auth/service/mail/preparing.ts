/** Makes the message of a mail at the moment when it is sent, and puts the token in its link in force. */
import type { MailConfig } from "../../mail-config.js";
import type { MailKind, MailRecord } from "../../model/mail.js";
import type { AccountRecord, AuthModels } from "../../model.js";
import type { Audit } from "../audit.js";
import { identifierKey } from "../identifiers.js";
import { formatMailedToken, hashSecret, secretOf, type TokenPurpose } from "../mailed-token.js";
import type { Prepare } from "./queue.js";
import { type TextKind, type TextParts, writeText } from "./texts.js";

/** What each kind of link is for, and the front end's page that it leads to. */
const links: Readonly<Partial<Record<MailKind, { purpose: TokenPurpose; page: string }>>> = {
  "password-reset": { purpose: "password-reset", page: "reset-password" },
  "email-verification": { purpose: "email-proof", page: "verify-email" },
  "email-change": { purpose: "email-proof", page: "verify-email" },
};

type Recipient = Pick<AccountRecord, "_id" | "username" | "email">;

/**
 * Creates the preparation. Only here it is asked whether there is an account at all: whoever asks for a reset
 * gets the same answer after the same work. `key` goes into the tokens and is not in the database.
 */
export function createMailPreparation(
  { accounts, mails, registrations }: Pick<AuthModels, "accounts" | "mails" | "registrations">,
  { appUrl, resetSeconds, proofSeconds }: Pick<MailConfig, "appUrl" | "resetSeconds" | "proofSeconds">,
  key: string,
  audit: Audit,
): Prepare {
  const fields = { username: 1, email: 1 } as const;
  const write = (mail: MailRecord, to: string, kind: TextKind, parts: Partial<TextParts>) => ({
    id: mail._id,
    to,
    date: mail.createdAt,
    ...writeText(kind, { username: mail.username ?? "", link: "", lifetimeSeconds: 0, ...parts, appUrl }),
  });

  /** Whom the mail is for, as far as there still is somebody. */
  const findRecipient = async (mail: MailRecord): Promise<Recipient | null> => {
    if (mail.accountId === null && mail.identifier === null) return null;
    const who =
      mail.accountId === null
        ? { [identifierKey(mail.identifier ?? "").field]: identifierKey(mail.identifier ?? "").key }
        : { _id: mail.accountId };
    return accounts.findOne({ ...who, enabled: true }, fields).lean();
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

  /** Only here it is asked what of a registration is taken: its answer was given before. */
  const prepareRegistration: Prepare = async (mail) => {
    const registration = await registrations.findById(mail.accountId).lean();
    if (registration === null) return null;
    const { _id, email, username } = registration;
    if (await isTaken(accounts, email, "")) return write(mail, email, "address-taken", {});
    if (await isTaken(accounts, username, "")) return write(mail, email, "name-taken", { username });
    const secret = secretOf("registration", mail.seed, key);
    const expiresAt = new Date(Date.now() + proofSeconds * 1000);
    const hash = hashSecret("registration", secret);
    await registrations.updateOne({ _id }, { $set: { hash, expiresAt } });
    const token = formatMailedToken({ accountId: _id, secret });
    const link = `${appUrl}/confirm-registration#token=${token}`;
    return write(mail, email, "registration", { username, link, lifetimeSeconds: proofSeconds });
  };

  return async (mail) => {
    if (mail.kind === "registration") return prepareRegistration(mail);
    const link = links[mail.kind];
    // What was to be told is all in the mail: the account may be gone by now.
    if (link === undefined) return mail.to === null ? null : write(mail, mail.to, mail.kind, {});
    const recipient = await findRecipient(mail);
    if (mail.kind === "password-reset" && !mail.armed) await noteRequest(mail, recipient, audit);
    if (recipient === null) return null;
    const to = mail.to ?? recipient.email;
    if (mail.kind === "email-change" && (await isTaken(accounts, to, recipient._id))) {
      return write(mail, to, "address-taken", {});
    }
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

async function isTaken(accounts: AuthModels["accounts"], name: string, byOther: string): Promise<boolean> {
  const { field, key } = identifierKey(name);
  return (await accounts.exists({ [field]: key, _id: { $ne: byOther } })) !== null;
}
