/** Delivers messages: to an SMTP server, or on a development machine into a folder. */
import { mkdirSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createTransport } from "nodemailer";
import type { Logger } from "../../../platform/log.js";
import type { MailConfig } from "./config.js";
import { readSmtpUrl } from "./smtp-url.js";

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

/** The receiving server refuses this message permanently. The error names a reply code and no address. */
export class UndeliverableError extends Error {
  override readonly name = "UndeliverableError";
}

const timeoutMilliseconds = 20_000;

/** Delivers by SMTP (RFC 5321). @throws UrlProblem for a URL that `readSmtpUrl` refuses. */
export function createSmtpDelivery(url: string, from: string): Deliver {
  const transport = createSmtpTransport(url, timeoutMilliseconds);
  return async (message) => {
    try {
      await transport.sendMail(toMail(message, from));
    } catch (error) {
      throw withoutAddresses(error);
    }
  };
}

function createSmtpTransport(url: string, milliseconds: number) {
  return createTransport({
    ...readSmtpUrl(url),
    connectionTimeout: milliseconds,
    greetingTimeout: milliseconds,
    socketTimeout: milliseconds,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
}

/** What nodemailer adds to its errors: https://nodemailer.com/errors */
export interface SmtpError extends Error {
  responseCode?: number;
  command?: string;
  code?: string;
}

/**
 * Connects to the server, changes to TLS and signs in as a delivery does, and sends nothing. @throws SmtpError with the
 * server's words.
 */
export async function trySmtp(url: string, milliseconds: number): Promise<void> {
  const transport = createSmtpTransport(url, milliseconds);
  try {
    await transport.verify();
  } finally {
    transport.close();
  }
}

/** A message in the folder. */
export type DeliveredMessage = Pick<Message, "to" | "subject" | "text" | "date"> & { file: string };

const remembered = 50;

/**
 * Delivers into `folder`, one .eml file a message that its owner alone may read. `latest` holds the newest,
 * newest first, for the page that shows them. The log names the file and never what is in it.
 */
export function createFolderDelivery(
  folder: string,
  from: string,
  log: Logger,
): { deliver: Deliver; latest: readonly DeliveredMessage[] } {
  const transport = createTransport({ streamTransport: true, buffer: true, newline: "unix" });
  const latest: DeliveredMessage[] = [];
  return {
    latest,
    async deliver(message) {
      const { message: content } = await transport.sendMail(toMail(message, from));
      const file = join(folder, `${message.id}.eml`);
      mkdirSync(folder, { recursive: true, mode: 0o700 });
      writeFileSync(`${file}.part`, content as Buffer, { mode: 0o600 });
      renameSync(`${file}.part`, file);
      const { to, subject, text, date } = message;
      latest.unshift({ to, subject, text, date, file });
      latest.length = Math.min(latest.length, remembered);
      log.info({ file }, "there is no SMTP_URL: a mail is in the mailbox");
    },
  };
}

/** Returns the delivery that is set, and the content of the development mailbox; null where there is none. */
export function createDelivery({ way, from }: MailConfig, log: Logger) {
  if ("smtpUrl" in way) return { deliver: createSmtpDelivery(way.smtpUrl, from), latest: null };
  return createFolderDelivery(way.folder, from, log);
}

function toMail({ id, to, subject, text, html, date }: Message, from: string) {
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

/** SMTP errors quote the server, which may name addresses: the log gets the command and the code only. */
function withoutAddresses(error: unknown): Error {
  const { responseCode, command = "", code = "unknown" } = error as SmtpError;
  const summary = `${code} at ${command || "the connection"}${responseCode === undefined ? "" : `, reply ${responseCode}`}`;
  const refused = responseCode !== undefined && responseCode >= 500;
  // A refusal of the sender, the credentials or the connection is a fault of this installation; the mail waits.
  return refused && /^(RCPT TO|DATA)/.test(command)
    ? new UndeliverableError(`The server refuses it for good: ${summary}.`)
    : new Error(`The server did not take it: ${summary}.`);
}
