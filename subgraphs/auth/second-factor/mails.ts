/** The notice that a second factor or a passkey has changed. */
import { createNotice, type MailWriter } from "../mail/prepare-mail.js";
import { warning } from "../mail/texts.js";

/** The mail kind of this feature. */
export const createFactorMails = (writer: MailWriter) => ({
  "factor-changed": createNotice(writer, ({ username, appUrl }) => ({
    subject: "Your second factor has been changed",
    paragraphs: [
      `The second factor of ${username} has just been set up or removed, or its recovery codes have been replaced.`,
      warning,
      appUrl,
    ],
  })),
});
