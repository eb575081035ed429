/** Checks texts that several services take in. Lengths are counted in code points. */
import { badInput } from "./errors.js";

// Control and format characters have no place in one line of text; a joiner does, in emoji and some scripts.
const notInALine = /[\p{Cc}\p{Zl}\p{Zp}\u202A-\u202E\u2066-\u2069\uFEFF]|\p{Cs}/u;
const notInAText = /(?![\n\t])\p{Cc}|\p{Cs}/u;

/** One line, trimmed and in NFC. @throws AppError BAD_USER_INPUT naming `field`. */
export function readLine(field: string, text: string, { min, max }: { min: number; max: number }): string {
  const line = text.trim().normalize("NFC");
  requireLength(field, line, min, max);
  if (notInALine.test(line)) throw badInput(field, `${field} holds a character that cannot be shown.`);
  return line;
}

/** A text of several lines, in NFC, line breaks as `\n`. @throws AppError BAD_USER_INPUT naming `field`. */
export function readText(field: string, text: string, { max }: { max: number }): string {
  const clean = text.replace(/\r\n?/g, "\n").normalize("NFC");
  requireLength(field, clean, 0, max);
  if (notInAText.test(clean)) throw badInput(field, `${field} holds a character that cannot be shown.`);
  return clean;
}

/** The key that two spellings of the same username share. */
export const foldUsername = (text: string): string => text.trim().normalize("NFKC").toLowerCase();

/** A user's name as others see it. @throws AppError BAD_USER_INPUT naming `displayName`. */
export const readDisplayName = (text: string): string => readLine("displayName", text, { min: 1, max: 100 });

/** A day of the proleptic Gregorian calendar that exists (RFC 3339 full-date). @throws AppError BAD_USER_INPUT naming `field`. */
export function readDate(field: string, text: string): string {
  const parts = /^(\d{4})-(\d\d)-(\d\d)$/.exec(text);
  const date = new Date(`${text}T00:00:00.000Z`);
  if (parts === null || Number.isNaN(date.getTime()) || date.toISOString().slice(0, 10) !== text) {
    throw badInput(field, `${field} must be a day of the calendar as YYYY-MM-DD.`);
  }
  return text;
}

function requireLength(field: string, text: string, min: number, max: number): void {
  const length = text.length <= max ? text.length : [...text].length;
  if (length < min || length > max) {
    throw badInput(
      field,
      min > 0 ? `${field} has ${min} to ${max} characters.` : `${field} has at most ${max} characters.`,
    );
  }
}
