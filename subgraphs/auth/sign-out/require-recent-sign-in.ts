/** Requires a recent sign-in, or the password again, before a session ends others (ASVS 5.0, 7.5.2). */
import { AppError } from "../../../platform/errors.js";
import type { Claims } from "../../../platform/identity/claims.js";
import type { Intention } from "../audit/audit.js";
import type { AuthParts } from "../parts.js";
import { requireAllFactors } from "../second-factor/require-all-factors.js";
import type { LiveSession } from "../sessions/live-session.js";

/** The evidence of the owner; none is needed soon after a sign-in. */
export interface RecentEvidence {
  currentPassword?: string | null | undefined;
  code?: string | null | undefined;
}

/**
 * An owner who has forgotten the password signs in anew, by a passkey or after a reset, and can then end the sessions of
 * a thief. A thief with a stolen token cannot end the owner's: no refresh makes the sign-in more recent. A password that
 * is given is always compared.
 * @throws AppError REAUTHENTICATION_REQUIRED; INVALID_CREDENTIALS naming `currentPassword` or `code`; BAD_USER_INPUT
 * when the code is missing; RATE_LIMITED.
 */
export async function requireRecentSignIn(
  parts: AuthParts,
  { session, account }: LiveSession,
  claims: Claims,
  { currentPassword, code }: RecentEvidence,
  intention: Intention,
): Promise<void> {
  if (currentPassword != null) {
    return requireAllFactors(parts, account, claims, { currentPassword, code }, intention);
  }
  const { recentSignInSeconds } = parts.config;
  if (Date.now() - session.authenticatedAt.getTime() <= recentSignInSeconds * 1000) return;
  throw new AppError(
    "REAUTHENTICATION_REQUIRED",
    "You signed in too long ago for this: send `currentPassword`, or sign in again.",
  );
}
