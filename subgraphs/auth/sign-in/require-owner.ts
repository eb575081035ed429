/** Asks the owner of an account for all that signs in to it, before what cannot be taken back. */
import { badInput } from "../../../platform/errors.js";
import type { Claims } from "../../../platform/identity/claims.js";
import type { AccountRecord } from "../model.js";
import { type Codes, isConfirmed } from "../second-factor/take-code.js";
import type { Intention, Reauthentication } from "./require-current-password.js";

/** What the owner shows: the code only where the account has a second factor. */
export interface OwnerEvidence {
  currentPassword: string;
  code?: string | null | undefined;
}

export type OwnerCheck = ReturnType<typeof createOwnerCheck>;

/**
 * Creates the question.
 * @throws AppError INVALID_CREDENTIALS naming `currentPassword` or `code`; BAD_USER_INPUT when the code is
 * missing; RATE_LIMITED.
 */
export function createOwnerCheck(requireReauthentication: Reauthentication, codes: Codes) {
  return async (
    account: AccountRecord,
    claims: Claims,
    { currentPassword, code }: OwnerEvidence,
    what: Intention,
  ): Promise<void> => {
    await requireReauthentication(account, claims, { currentPassword }, what);
    if (!isConfirmed(account.totp)) return;
    if (code == null) throw badInput("code", "Your account has a second factor: give a code of it, too.");
    await codes.require(account, code, what.type, what.client);
  };
}
