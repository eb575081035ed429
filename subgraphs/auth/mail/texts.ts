/** The words of every mail. */
import type { MailKind } from "./model.js";

/** What a text is made of. */
export interface TextParts {
  username: string;
  /** The account that claims the address of the mail and has not proven it. */
  holder: string;
  /** Where a link leads that is in the mail. */
  link: string;
  /** How long the link works. */
  lifetimeSeconds: number;
  appUrl: string;
}

/** A mail's subject and its paragraphs. */
interface Words {
  subject: string;
  paragraphs: string[];
}

const warning = "If this was not you, reset your password at once, and look through your sessions, here:";

/** Kinds of text: one for each kind of mail, and what is mailed in its place when an address or a name is taken. */
export type TextKind = MailKind | "registration-contested" | "address-taken" | "name-taken";

const words: Readonly<Record<TextKind, (parts: TextParts) => Words>> = {
  registration: ({ username, link, lifetimeSeconds }) => ({
    subject: "Open your account",
    paragraphs: [
      `You, or another person, asked to open the account ${username} with this address. Open it here, and choose its password:`,
      link,
      `The link works once, within ${duration(lifetimeSeconds)}.`,
      "If it was not you, leave this mail alone: there is no account.",
    ],
  }),
  "registration-contested": ({ username, holder, link, appUrl, lifetimeSeconds }) => ({
    subject: "Open your account",
    paragraphs: [
      `You, or another person, asked to open the account ${username} with this address. The account ${holder} names the same address, and it was never confirmed there.`,
      `If ${holder} is yours, sign in to it and confirm its address, or reset its password, here:`,
      appUrl,
      `If it is not, open the account ${username} here and choose its password. ${holder} then loses this address:`,
      link,
      `The link works once, within ${duration(lifetimeSeconds)}.`,
      "If you asked for nothing, leave this mail alone: nothing has changed.",
    ],
  }),
  "name-taken": ({ username, appUrl }) => ({
    subject: "Choose another username",
    paragraphs: [
      `You, or another person, asked to open the account ${username} with this address. That name is another person's. Register with another one here:`,
      appUrl,
      "If it was not you, leave this mail alone: there is no account.",
    ],
  }),
  "password-reset": ({ username, link, lifetimeSeconds }) => ({
    subject: "Reset your password",
    paragraphs: [
      `You, or another person, asked for a new password for ${username}. Choose it here:`,
      link,
      `The link works once, within ${duration(lifetimeSeconds)}. All sessions end when it is used.`,
      "If it was not you, leave this mail alone: nothing has changed.",
    ],
  }),
  "password-changed": ({ username, appUrl }) => ({
    subject: "Your password has been changed",
    paragraphs: [`The password of ${username} has just been changed.`, warning, appUrl],
  }),
  "factor-changed": ({ username, appUrl }) => ({
    subject: "Your second factor has been changed",
    paragraphs: [
      `The second factor of ${username} has just been set up or removed, or its recovery codes have been replaced.`,
      warning,
      appUrl,
    ],
  }),
  "email-verification": ({ username, link, lifetimeSeconds }) => ({
    subject: "Confirm your e-mail address",
    paragraphs: [
      `Sign in to ${username} and confirm that this is its address:`,
      link,
      `The link works once, within ${duration(lifetimeSeconds)}, when you are signed in to that account.`,
      "If you have no such account, leave this mail alone.",
    ],
  }),
  "email-verified": ({ username, appUrl }) => ({
    subject: "Your e-mail address is confirmed",
    paragraphs: [
      `This is the confirmed address of ${username} from now on. What was set up for the account by others before has ended: sessions on other devices, and links that were mailed. If it was confirmed by a new password, passkeys and an authenticator app have been removed, too.`,
      warning,
      appUrl,
    ],
  }),
  // Its reader may be a stranger, if the address was mistyped: it names no account.
  "email-change": ({ link, lifetimeSeconds }) => ({
    subject: "Confirm your new e-mail address",
    paragraphs: [
      "Sign in to your account and confirm that this is its new address:",
      link,
      `The link works once, within ${duration(lifetimeSeconds)}, when you are signed in to that account.`,
      "If you did not ask for it, leave this mail alone: nothing has changed.",
    ],
  }),
  "address-taken": ({ appUrl }) => ({
    subject: "You already have an account",
    paragraphs: [
      "You, or another person, asked to use this address for another account. It belongs to yours, and that stays so.",
      "If you have forgotten your password, ask for a new one here:",
      appUrl,
    ],
  }),
  "email-change-requested": ({ username, appUrl }) => ({
    subject: "Your e-mail address is about to be changed",
    paragraphs: [
      `A person who knows the password of ${username} asked for another e-mail address for it. Until that one is confirmed, this one stays.`,
      warning,
      appUrl,
    ],
  }),
  "email-changed": ({ username, appUrl }) => ({
    subject: "Your e-mail address has been changed",
    paragraphs: [
      `${username} has another e-mail address from now on. This one is no longer used, and can no longer be used to reset the password.`,
      "If this was not you, tell the people who run this service:",
      appUrl,
    ],
  }),
  "account-deleted": ({ username, appUrl }) => ({
    subject: "Your account has been deleted",
    paragraphs: [
      `${username} has been deleted, with its profile and its tasks. This is the last mail that you get from us.`,
      "If this was not you, tell the people who run this service:",
      appUrl,
    ],
  }),
};

/** A mail's subject, and its text in plain and in HTML. */
export function writeText(kind: TextKind, parts: TextParts): { subject: string; text: string; html: string } {
  const { subject, paragraphs } = words[kind](parts);
  const body = paragraphs.map((paragraph) => `<p>${toHtml(paragraph)}</p>`).join("\n");
  return {
    subject,
    text: `${paragraphs.join("\n\n")}\n`,
    html: `<!doctype html>\n<html lang="en">\n<meta charset="utf-8">\n<title>${escapeHtml(subject)}</title>\n${body}\n</html>\n`,
  };
}

function toHtml(paragraph: string): string {
  const escaped = escapeHtml(paragraph);
  return /^https?:\/\/\S+$/.test(paragraph) ? `<a href="${escaped}">${escaped}</a>` : escaped;
}

function escapeHtml(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;")
    .replaceAll("'", "&#39;");
}

function duration(seconds: number): string {
  const [count, unit] =
    seconds >= 7_200 ? [Math.floor(seconds / 3_600), "hours"] : [Math.floor(seconds / 60), "minutes"];
  return count === 1 ? "a minute" : `${count} ${unit}`;
}
