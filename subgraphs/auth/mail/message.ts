/** A mail as it is handed over. */

/** A message in plain text and in HTML. */
export interface Message {
  /** Unique; the left part of the Message-ID (RFC 5322, 3.6.4), by which a second copy is recognized. */
  id: string;
  to: string;
  subject: string;
  text: string;
  html: string;
  date: Date;
}

/** Delivers a message. Rejects when it must be tried again. @throws UndeliverableError when it must not. */
export type Deliver = (message: Message) => Promise<void>;

/** Returns the message as the transport expects it. */
export function toMail({ id, to, subject, text, html, date }: Message, from: string) {
  const domain = /@([^@>]+)>?$/.exec(from)?.[1] ?? "gatehouse.invalid";
  return {
    messageId: `<${id}@${domain}>`,
    date,
    from,
    // An object is one address, whatever characters it holds; a text would be parsed as a list.
    to: { name: "", address: to },
    subject,
    text,
    html,
    // RFC 3834: automatic responders do not reply.
    headers: { "auto-submitted": "auto-generated" },
  };
}
