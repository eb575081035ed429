/** Mails of a registration: the link that opens the account, or what is taken. */

import { addressTakenText } from "../email/mails.js";
import type { Prepare } from "../mail/envelope.js";
import { findHolder } from "../mail/find-recipient.js";
import { formatMailedToken, hashSecret, secretOf } from "../mail/mailed-token.js";
import type { Message } from "../mail/message.js";
import type { MailRecord } from "../mail/model.js";
import type { MailParts, MailWriter } from "../mail/prepare-mail.js";
import { duration, type TextWriter } from "../mail/texts.js";
import type { RegistrationRecord } from "./model.js";

const registrationText: TextWriter = ({ username, link, lifetimeSeconds }) => ({
  subject: "Open your account",
  paragraphs: [
    `You, or another person, asked to open the account ${username} with this address. Open it here, and choose its password:`,
    link,
    `The link works once, within ${duration(lifetimeSeconds)}.`,
    "If it was not you, leave this mail alone: there is no account.",
  ],
});

const contestedText: TextWriter = ({ username, holder, link, appUrl, lifetimeSeconds }) => ({
  subject: "Open your account",
  paragraphs: [
    `You, or another person, asked to open the account ${username} with this address. The account ${holder} names the same address, and it was never confirmed there.`,
    `If ${holder} is yours, sign in to it and confirm its address, or reset its password, here:`,
    appUrl,
    `If it is not, open the account ${username} here and choose its password. ${holder} then loses this address:`,
    link,
    `The link works once, within ${duration(lifetimeSeconds)}.`,
    "If you asked for nothing, leave this mail alone: nothing has changed.",
  ],
});

const nameTakenText: TextWriter = ({ username, appUrl }) => ({
  subject: "Choose another username",
  paragraphs: [
    `You, or another person, asked to open the account ${username} with this address. That name is another person's. Register with another one here:`,
    appUrl,
    "If it was not you, leave this mail alone: there is no account.",
  ],
});

/** The mail kind of this feature. */
export const createRegistrationMails = (parts: MailParts, writer: MailWriter) => ({
  registration: prepareRegistration(parts, writer),
});

/**
 * Only the mail tells what is taken: the response to the registration was sent before. An account that has not proven the
 * address does not count as its owner: it loses the address if the link is opened, and the mail says so.
 */
function prepareRegistration(parts: MailParts, writer: MailWriter): Prepare {
  return async (mail) => {
    const registration = await parts.models.registrations.findById(mail.accountId).lean();
    if (registration === null) return null;
    const { email: to, username } = registration;
    const holder = await findHolder(parts, to);
    if (holder?.emailVerifiedAt != null) {
      return { to, proven: true, compose: async () => writer(mail, to, addressTakenText) };
    }
    const compose = async (): Promise<Message> => {
      if (holder === null && (await findHolder(parts, username)) !== null) {
        return writer(mail, to, nameTakenText, { username });
      }
      return writeLink(parts, writer, mail, registration, holder?.username ?? null);
    };
    return { to, proven: false, compose };
  };
}

/** Stores the hash of the token and writes the link. `holder` claims the address without a proof. */
async function writeLink(
  { models, config, tokenKey }: MailParts,
  writer: MailWriter,
  mail: MailRecord,
  { _id, email: to, username }: RegistrationRecord,
  holder: string | null,
): Promise<Message> {
  const { appUrl, proofSeconds } = config.mail;
  const secret = secretOf("registration", mail.seed, tokenKey);
  const expiresAt = new Date(Date.now() + proofSeconds * 1000);
  await models.registrations.updateOne(
    { _id },
    { $set: { hash: hashSecret("registration", secret), expiresAt } },
  );
  const link = `${appUrl}/confirm-registration#token=${formatMailedToken({ accountId: _id, secret })}`;
  const values = { username, link, lifetimeSeconds: proofSeconds };
  if (holder === null) return writer(mail, to, registrationText, values);
  return writer(mail, to, contestedText, { ...values, holder });
}
