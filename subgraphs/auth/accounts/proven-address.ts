/**
 * Whether the owner of an account has proven its e-mail address. Before that, the person who opened the account may be a
 * stranger to the owner of the address: what they set up must not outlast the proof (pre-hijacking, Sudhodanan and
 * Paverd, USENIX Security 2022).
 */
import { AppError } from "../../../platform/errors.js";
import type { AccountRecord } from "./account-record.js";

/** Is the address only claimed? */
export const isUnproven = ({ emailVerifiedAt }: Pick<AccountRecord, "emailVerifiedAt">): boolean =>
  emailVerifiedAt == null;

/** @throws AppError EMAIL_NOT_VERIFIED. */
export function requireProvenAddress(account: Pick<AccountRecord, "emailVerifiedAt">): void {
  if (!isUnproven(account)) return;
  throw new AppError(
    "EMAIL_NOT_VERIFIED",
    "Confirm your e-mail address first: `requestEmailVerification` mails a link to it.",
  );
}
