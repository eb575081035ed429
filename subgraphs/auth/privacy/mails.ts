/** The mail about an account. */
import { createNotice, type MailWriter } from "../mail/prepare-mail.js";

/** The mail kinds of this feature. */
export const createAccountMails = (writer: MailWriter) => ({
  "account-deleted": createNotice(writer, ({ username, appUrl }) => ({
    subject: "Your account has been deleted",
    paragraphs: [
      `${username} has been deleted, with its profile and its tasks. This is the last mail that you get from us.`,
      "If this was not you, tell the people who run this service:",
      appUrl,
    ],
  })),
});
