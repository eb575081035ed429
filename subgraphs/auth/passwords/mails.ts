/** Mails about a password: the link to reset it, and the notice that it was changed. */
import { liveAccount } from "../accounts/live-account.js";
import type { Prepare } from "../mail/envelope.js";
import { findRecipient, type MailRecipientAccount } from "../mail/find-recipient.js";
import type { MailRecord } from "../mail/model.js";
import { createNotice, type MailParts, type MailWriter, prepareLink } from "../mail/prepare-mail.js";
import { duration, type TextWriter, warning } from "../mail/texts.js";

export const passwordResetText: TextWriter = ({ username, link, lifetimeSeconds }) => ({
  subject: "Reset your password",
  paragraphs: [
    `You, or another person, asked for a new password for ${username}. Choose it here:`,
    link,
    `The link works once, within ${duration(lifetimeSeconds)}. All sessions end when it is used.`,
    "If it was not you, leave this mail alone: nothing has changed.",
  ],
});

export const passwordChangedText: TextWriter = ({ username, appUrl }) => ({
  subject: "Your password has been changed",
  paragraphs: [`The password of ${username} has just been changed.`, warning, appUrl],
});

/** The mail kinds of this feature. */
export const createPasswordMails = (parts: MailParts, writer: MailWriter) => ({
  "password-reset": prepareReset(parts, writer),
  "password-changed": createNotice(writer, passwordChangedText),
});

function prepareReset(parts: MailParts, writer: MailWriter): Prepare {
  const lifetimeSeconds = parts.config.mail.resetSeconds;
  return async (mail) => {
    const account = await findRecipient(parts, mail);
    if (!mail.armed && mail.recipientKey === null) await recordRequest(parts, mail, account);
    if (account === null) return null;
    return prepareLink(parts, writer, mail, {
      account,
      to: mail.to ?? account.email,
      proven: account.emailVerifiedAt != null,
      purpose: "password-reset",
      page: "reset-password",
      lifetimeSeconds,
      text: passwordResetText,
      arm: (hash) => arm(parts, mail, account._id, hash, lifetimeSeconds),
    });
  };
}

/** Stores the hash of the token, unless a newer one is stored or this one was used; returns whether it did. */
async function arm(
  { models }: MailParts,
  mail: MailRecord,
  accountId: string,
  hash: string,
  lifetimeSeconds: number,
): Promise<boolean> {
  const expiresAt = new Date(Date.now() + lifetimeSeconds * 1000);
  const isNewest = mail.armed
    ? { "passwordReset.mailId": mail._id }
    : { $or: [{ passwordReset: null }, { "passwordReset.mailId": { $lte: mail._id } }] };
  const { matchedCount } = await models.accounts.updateOne(
    { ...liveAccount(accountId), ...isNewest },
    { $set: { passwordReset: { mailId: mail._id, hash, expiresAt } } },
  );
  if (matchedCount === 0) return false;
  // From here on the token may be used: another attempt to send this mail must not make a used one valid again.
  if (!mail.armed) await models.mails.updateOne({ _id: mail._id }, { $set: { armed: true, accountId } });
  return true;
}

/** Records the request here and not when it was made: only here it is looked up whose account it is about. */
function recordRequest(
  { audit }: MailParts,
  { ipAddress, userAgent }: MailRecord,
  account: MailRecipientAccount | null,
): Promise<void> {
  const client = { ipAddress, userAgent };
  const entry = { type: "password.reset-requested", client, subjectId: account?._id ?? null } as const;
  return account === null
    ? audit.record({ ...entry, outcome: "failure", reason: "unknown account" })
    : audit.record({ ...entry, outcome: "success" });
}
