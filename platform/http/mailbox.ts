/** How the gateway asks auth for the mails of a development machine, which nobody sends. */

/** Path at the auth subgraph that answers a DevelopmentMail[] to whoever holds the gateway's secret; absent with SMTP_URL. */
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
