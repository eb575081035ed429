/** Checks texts that several services accept. Lengths are counted in code points. */
import { badInput } from "./errors.js";
import { findHidden, isVisible } from "./text/visible-text.js";

/** Returns a line, trimmed and in NFC, with something visible. @throws AppError BAD_USER_INPUT naming `field`. */
export function readLine(field: string, text: string, { min, max }: { min: number; max: number }): string {
  const line = text.trim().normalize("NFC");
  requireLength(field, line, min, max);
  requireNothingHidden(field, line);
  if (min > 0 && !isVisible(line)) throw badInput(field, `${field} has no visible character.`);
  return line;
}

// Marks that set the direction of neighbouring text, and reorder nothing else.
const allowedInTexts = /[\n\t\u061C\u200E\u200F]/g;

/**
 * Returns a text of several lines, in NFC, with line breaks as `\n`, without a byte order mark at its start.
 * @throws AppError BAD_USER_INPUT naming `field`.
 */
export function readText(field: string, text: string, { max }: { max: number }): string {
  const clean = text
    .replace(/^\uFEFF/, "")
    .replace(/\r\n?/g, "\n")
    .normalize("NFC");
  requireLength(field, clean, 0, max);
  requireNothingHidden(field, clean, allowedInTexts);
  return clean;
}

/** @throws AppError BAD_USER_INPUT naming `field` and the character. */
export function requireNothingHidden(field: string, text: string, allowed?: RegExp): void {
  const character = findHidden(text, allowed);
  if (character !== null) {
    throw badInput(field, `${field} contains a character that cannot be shown: ${character}.`);
  }
}

/**
 * Returns the key that two spellings of one username share: compatibility characters, such as full-width letters, count
 * as what they stand for, and characters without a width do not count.
 */
export const foldUsername = (text: string): string =>
  text
    .normalize("NFKC")
    .replace(/\p{Default_Ignorable_Code_Point}/gu, "")
    .trim()
    .toLowerCase();

/** Returns a display name. @throws AppError BAD_USER_INPUT naming `displayName`. */
export const readDisplayName = (text: string): string => readLine("displayName", text, { min: 1, max: 100 });

/**
 * Returns an existing day of the proleptic Gregorian calendar (RFC 3339 full-date).
 * @throws AppError BAD_USER_INPUT naming `field`.
 */
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
