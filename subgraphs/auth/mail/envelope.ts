/** A mail that is addressed and whose message is not made yet. */

import type { Message } from "./message.js";
import type { MailRecord } from "./model.js";

/** The address of a mail. */
export interface MailRecipient {
  to: string;
  /** Has an account proven that mail to this address reaches its owner? */
  proven: boolean;
}

/** The address of a mail, and how its message is made once the limits have let it pass. */
export interface Envelope extends MailRecipient {
  /** Returns null when there is nothing to send, or no longer. */
  compose(): Promise<Message | null>;
}

/** Addresses a mail; null when there is nothing to send, or no longer. */
export type Prepare = (mail: MailRecord) => Promise<Envelope | null>;
