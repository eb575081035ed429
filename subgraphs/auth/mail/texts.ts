/** Makes the text of a mail in plain and in HTML. The features hold the words of their mails. */
import { escapeHtml } from "../../../platform/text/escape-html.js";

/** Values that a text may contain. */
export interface TextValues {
  username: string;
  /** The account that claims the address of the mail and has not proven it. */
  holder: string;
  /** Target of the link in the mail. */
  link: string;
  /** How long the link works. */
  lifetimeSeconds: number;
  appUrl: string;
}

/** Writes the subject and the paragraphs of one kind of mail. */
export type TextWriter = (values: TextValues) => { subject: string; paragraphs: string[] };

/** Ends the notices of changes that a thief might have made. */
export const warning =
  "If this was not you, reset your password at once, and look through your sessions, here:";

/** Returns the subject, and the text in plain and in HTML. A paragraph that is a URL becomes a link. */
export function writeText(
  write: TextWriter,
  values: TextValues,
): { subject: string; text: string; html: string } {
  const { subject, paragraphs } = write(values);
  const body = paragraphs.map((paragraph) => `<p>${toHtml(paragraph)}</p>`).join("\n");
  return {
    subject,
    text: `${paragraphs.join("\n\n")}\n`,
    html: `<!doctype html>\n<html lang="en">\n<meta charset="utf-8">\n<title>${escapeHtml(subject)}</title>\n${body}\n</html>\n`,
  };
}

/** Returns a time span in words. */
export function duration(seconds: number): string {
  const [count, unit] =
    seconds >= 7_200 ? [Math.floor(seconds / 3_600), "hours"] : [Math.floor(seconds / 60), "minutes"];
  return count === 1 ? "a minute" : `${count} ${unit}`;
}

function toHtml(paragraph: string): string {
  const escaped = escapeHtml(paragraph);
  return /^https?:\/\/\S+$/.test(paragraph) ? `<a href="${escaped}">${escaped}</a>` : escaped;
}
