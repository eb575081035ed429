/** Requires every factor of an account before a change that cannot be undone. */
import { badInput } from "../../../platform/errors.js";
import type { Claims } from "../../../platform/identity/claims.js";
import { type AccountRecord, isConfirmed } from "../accounts/account-record.js";
import type { Intention } from "../audit/audit.js";
import type { Parts } from "../parts.js";
import { requireCurrentPassword } from "../passwords/require-current-password.js";
import { requireCode } from "./require-code.js";

/** The password, and a code, which is needed only where the account has a second factor. */
export interface AllFactors {
  currentPassword: string;
  code?: string | null | undefined;
}

/**
 * @throws AppError INVALID_CREDENTIALS naming `currentPassword` or `code`; BAD_USER_INPUT when the code is missing;
 * RATE_LIMITED.
 */
export async function requireAllFactors(
  parts: Parts<"models" | "passwords" | "attempts" | "audit" | "totpSealing">,
  account: AccountRecord,
  claims: Claims,
  { currentPassword, code }: AllFactors,
  intention: Intention,
): Promise<void> {
  await requireCurrentPassword(parts, account, claims, currentPassword, intention);
  if (!isConfirmed(account.totp)) return;
  if (code == null) throw badInput("code", "Your account has a second factor: send a code of it as well.");
  await requireCode(parts, account, code, intention);
}
