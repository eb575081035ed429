/** Asks for a sign-in of late, or for the password again, before a session ends others (ASVS 5.0, 7.5.2). */
import { AppError } from "../../../platform/errors.js";
import type { Claims } from "../../../platform/identity/claims.js";
import type { AccountRecord, SessionRecord } from "../model.js";
import type { Intention } from "./require-current-password.js";
import type { OwnerCheck } from "./require-owner.js";

/** What the owner may show; nothing is needed soon after a sign-in. */
export interface RecentEvidence {
  currentPassword?: string | null | undefined;
  code?: string | null | undefined;
}

export type RecentSignIn = ReturnType<typeof createRecentSignIn>;

/**
 * Creates the question. Who has forgotten the password, or has none at hand, signs in anew, by a passkey or after a
 * reset: so an owner can always end the sessions of a thief, and a thief with a stolen token, which no refresh makes
 * newer, cannot end the owner's. A password that is given is always compared.
 * @throws AppError REAUTHENTICATION_REQUIRED; INVALID_CREDENTIALS naming `currentPassword` or `code`; BAD_USER_INPUT
 * when the code is missing; RATE_LIMITED.
 */
export function createRecentSignIn(requireOwner: OwnerCheck, recentSeconds: number) {
  return async (
    { session, account }: { session: SessionRecord; account: AccountRecord },
    claims: Claims,
    { currentPassword, code }: RecentEvidence,
    what: Intention,
  ): Promise<void> => {
    if (currentPassword != null) return requireOwner(account, claims, { currentPassword, code }, what);
    if (Date.now() - session.authenticatedAt.getTime() <= recentSeconds * 1000) return;
    throw new AppError(
      "REAUTHENTICATION_REQUIRED",
      "You signed in too long ago for this: send `currentPassword`, or sign in again.",
    );
  };
}
