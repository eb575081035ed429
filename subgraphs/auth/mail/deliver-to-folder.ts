/** Delivers mails to a folder of a development machine. */
import { mkdirSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createTransport } from "nodemailer";
import type { Logger } from "../../../platform/log.js";
import { type Deliver, type Message, toMail } from "./message.js";

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
