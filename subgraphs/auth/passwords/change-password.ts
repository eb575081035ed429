/** Use case `changePassword`. */
import { badInput, conflict } from "../../../platform/errors.js";
import type { Claims } from "../../../platform/identity/claims.js";
import { endAllBefore } from "../accounts/end-sessions-before.js";
import type { Client } from "../audit/actor.js";
import { ownEntry } from "../audit/audit.js";
import type { AuthParts } from "../parts.js";
import { endSessions } from "../sessions/end-sessions.js";
import { type IssuedTokens, issueTokens } from "../sessions/issue-tokens.js";
import { replaceRefreshToken } from "../sessions/replace-refresh-token.js";
import { requireLiveAccount } from "../sessions/require-live-account.js";
import { personalWords } from "./personal-words.js";
import { replacePasswordHash } from "./replace-password-hash.js";
import { requireCurrentPassword } from "./require-current-password.js";

/**
 * Sets a new password, ends every other session, and tells the owner by mail. Returns new tokens for this session.
 * @throws AppError INVALID_CREDENTIALS, BAD_USER_INPUT, RATE_LIMITED; CONFLICT when it was changed meanwhile.
 */
export async function changePassword(
  parts: AuthParts,
  claims: Claims,
  currentPassword: string,
  newPassword: string,
  client: Client,
): Promise<IssuedTokens> {
  const { models, passwords, requireGoodPassword, audit, mail } = parts;
  const { sessionId } = claims;
  const { account } = await requireLiveAccount(parts, claims);
  const intention = { type: "password.changed", client } as const;
  await requireCurrentPassword(parts, account, claims, currentPassword, intention);
  await requireGoodPassword(newPassword, "newPassword", personalWords(account));
  if (newPassword.normalize("NFC") === currentPassword.normalize("NFC")) {
    throw badInput("newPassword", "The new password is the old one.");
  }
  const passwordHash = await passwords.hash(newPassword);
  return audit.change(ownEntry("password.changed", account._id, client), async () => {
    // Links that were mailed under the old password become invalid, too.
    const ends = endAllBefore(new Date(), sessionId);
    if (!(await replacePasswordHash(models, account, passwordHash, ends))) {
      throw conflict("The password has just been changed elsewhere.");
    }
    await mail.notify({ kind: "password-changed", account, client });
    await endSessions(parts, account._id, sessionId);
    return issueTokens(parts, await replaceRefreshToken(models, sessionId));
  });
}
