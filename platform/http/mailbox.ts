/** The interface by which the gateway reads the mails that auth keeps on a development machine. */

/** Path at the auth subgraph; returns a DevelopmentMail[] to holders of the gateway's secret; absent with SMTP_URL. */
export const mailboxPath = "/internal/mailbox";

/** A mail that was not sent. */
export interface DevelopmentMail {
  to: string;
  subject: string;
  text: string;
  /** RFC 3339. */
  date: string;
  /** The .eml file. */
  file: string;
}
