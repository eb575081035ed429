/** Delivers messages: to an SMTP server, or on a development machine into a folder. */
import { createTransport } from "nodemailer";
import type { Logger } from "../../../platform/log.js";
import type { MailConfig } from "./config.js";
import { createFolderDelivery } from "./deliver-to-folder.js";
import { type Deliver, toMail } from "./message.js";
import { readSmtpUrl } from "./smtp-url.js";

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

/** Returns the delivery that is set, and the content of the development mailbox; null where there is none. */
export function createDelivery({ way, from }: MailConfig, log: Logger) {
  if ("smtpUrl" in way) return { deliver: createSmtpDelivery(way.smtpUrl, from), latest: null };
  return createFolderDelivery(way.folder, from, log);
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
