/** Mails about e-mail addresses: links that prove one, and notices of what has changed. */
import { liveAccount } from "../accounts/live-account.js";
import type { Prepare } from "../mail/envelope.js";
import { findHolder, findRecipient } from "../mail/find-recipient.js";
import { createNotice, type MailParts, type MailWriter, prepareLink } from "../mail/prepare-mail.js";
import { duration, type TextWriter, warning } from "../mail/texts.js";

const verificationText: TextWriter = ({ username, link, lifetimeSeconds }) => ({
  subject: "Confirm your e-mail address",
  paragraphs: [
    `Sign in to ${username} and confirm that this is its address:`,
    link,
    `The link works once, within ${duration(lifetimeSeconds)}, when you are signed in to that account.`,
    "If you have no such account, leave this mail alone.",
  ],
});

/** Names no account: if the address was mistyped, its reader is a stranger. */
const changeText: TextWriter = ({ link, lifetimeSeconds }) => ({
  subject: "Confirm your new e-mail address",
  paragraphs: [
    "Sign in to your account and confirm that this is its new address:",
    link,
    `The link works once, within ${duration(lifetimeSeconds)}, when you are signed in to that account.`,
    "If you did not ask for it, leave this mail alone: nothing has changed.",
  ],
});

/** Replaces a link to an address that another account has proven. */
export const addressTakenText: TextWriter = ({ appUrl }) => ({
  subject: "You already have an account",
  paragraphs: [
    "You, or another person, asked to use this address for another account. It belongs to yours, and that stays so.",
    "If you have forgotten your password, ask for a new one here:",
    appUrl,
  ],
});

const verifiedText: TextWriter = ({ username, appUrl }) => ({
  subject: "Your e-mail address is confirmed",
  paragraphs: [
    `This is the confirmed address of ${username} from now on. What was set up for the account by others before has ended: sessions on other devices, and links that were mailed. If it was confirmed by a new password, passkeys and an authenticator app have been removed, too.`,
    warning,
    appUrl,
  ],
});

const changeRequestedText: TextWriter = ({ username, appUrl }) => ({
  subject: "Your e-mail address is about to be changed",
  paragraphs: [
    `A person who knows the password of ${username} asked for another e-mail address for it. Until that one is confirmed, this one stays.`,
    warning,
    appUrl,
  ],
});

const changedText: TextWriter = ({ username, appUrl }) => ({
  subject: "Your e-mail address has been changed",
  paragraphs: [
    `${username} has another e-mail address from now on. This one is no longer used, and can no longer be used to reset the password.`,
    "If this was not you, tell the people who run this service:",
    appUrl,
  ],
});

/** The mail kinds of this feature. */
export const createEmailMails = (parts: MailParts, writer: MailWriter) => ({
  "email-verification": prepareProof(parts, writer, verificationText),
  "email-change": prepareProof(parts, writer, changeText),
  "email-verified": createNotice(writer, verifiedText),
  "email-change-requested": createNotice(writer, changeRequestedText),
  "email-changed": createNotice(writer, changedText),
});

/** Mails the link to `mail.to`, the address that the account is to get, or to the account's own address. */
function prepareProof(parts: MailParts, writer: MailWriter, text: TextWriter): Prepare {
  const lifetimeSeconds = parts.config.mail.proofSeconds;
  return async (mail) => {
    const account = await findRecipient(parts, mail);
    if (account === null) return null;
    const { to } = mail;
    const holder = to === null ? null : await findHolder(parts, to, account._id);
    if (to !== null && holder?.emailVerifiedAt != null) {
      return { to, proven: true, compose: async () => writer(mail, to, addressTakenText) };
    }
    return prepareLink(parts, writer, mail, {
      account,
      to: to ?? account.email,
      proven: to === null && account.emailVerifiedAt != null,
      purpose: "email-proof",
      page: "verify-email",
      lifetimeSeconds,
      text,
      arm: (hash) => arm(parts, mail._id, account._id, hash, lifetimeSeconds),
    });
  };
}

/** Stores the hash of the token if the account still expects it by this mail; returns whether it does. */
async function arm(
  { models }: MailParts,
  mailId: string,
  accountId: string,
  hash: string,
  lifetimeSeconds: number,
): Promise<boolean> {
  const expiresAt = new Date(Date.now() + lifetimeSeconds * 1000);
  const { matchedCount } = await models.accounts.updateOne(
    { ...liveAccount(accountId), "emailProof.mailId": mailId },
    { $set: { "emailProof.hash": hash, "emailProof.expiresAt": expiresAt } },
  );
  return matchedCount === 1;
}
