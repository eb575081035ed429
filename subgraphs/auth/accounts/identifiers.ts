/** Checks usernames and e-mail addresses, and makes the keys by which they are unique. */
import { domainToASCII } from "node:url";
import emailValidator from "validator/lib/isEmail.js";
import { badInput } from "../../../platform/errors.js";
import { foldUsername, requireNothingHidden } from "../../../platform/validation.js";

const usernameForm = /^[a-z0-9_.-]{3,32}$/i;

/** What was typed, and the key that two spellings of the same share. */
export interface Identifier {
  display: string;
  key: string;
}

/** @throws AppError BAD_USER_INPUT naming `username`. */
export function readUsername(text: string): Identifier {
  const display = text.trim();
  if (!usernameForm.test(display)) {
    throw badInput("username", "A username has 3 to 32 of the characters a-z, 0-9, `_`, `-` and `.`.");
  }
  return { display, key: foldUsername(display) };
}

/**
 * An address as it was typed: it is written to as it is. It holds nothing that cannot be seen, and no compatibility
 * characters, whose key is that of another address (full-width letters, ligatures).
 * @throws AppError BAD_USER_INPUT naming `field`.
 */
export function readEmail(text: string, field = "email"): Identifier {
  const display = text.trim().normalize("NFC");
  requireNothingHidden(field, display);
  const isPlain = !/[\s\u2800]/u.test(display) && display.normalize("NFKC") === display;
  if (display.length > 254 || !isPlain || !emailValidator.default(display, { allow_utf8_local_part: true })) {
    throw badInput(field, "This is not an e-mail address.");
  }
  return { display, key: emailKey(display) };
}

/**
 * Username and e-mail address share one login field; only an address holds an `@`, which keyboards for Chinese and
 * Japanese write full-width.
 */
export function identifierKey(text: string): { field: "usernameKey" | "emailKey"; key: string } {
  const folded = foldUsername(text);
  return folded.includes("@")
    ? { field: "emailKey", key: emailKey(folded) }
    : { field: "usernameKey", key: folded };
}

function emailKey(address: string): string {
  const folded = foldUsername(address);
  const at = folded.lastIndexOf("@");
  const domain = folded.slice(at + 1);
  return `${folded.slice(0, at)}@${domainToASCII(domain) || domain}`;
}
