/** Use case `loginWithCode`: completes a sign-in by a code of the second factor. */

import { AppError } from "../../../platform/errors.js";
import { isConfirmed } from "../accounts/account-record.js";
import type { Client } from "../audit/actor.js";
import type { AuthParts } from "../parts.js";
import { findChallengedAccount, takeChallenge } from "../second-factor/challenges.js";
import { requireCode } from "../second-factor/require-code.js";
import type { IssuedTokens } from "../sessions/issue-tokens.js";
import { signIn } from "./sign-in.js";

/**
 * Signs in. A wrong code leaves the challenge valid, for codes are counted.
 * @throws AppError INVALID_CREDENTIALS naming `challenge` or `code`; RATE_LIMITED.
 */
export async function loginWithCode(
  parts: AuthParts,
  challenge: string,
  code: string,
  client: Client,
): Promise<IssuedTokens> {
  const refusal = () =>
    new AppError("INVALID_CREDENTIALS", "Sign in with the password again.", { field: "challenge" });
  const account = await findChallengedAccount(parts.models, challenge);
  if (account === null || !isConfirmed(account.totp)) throw refusal();
  const kind = await requireCode(parts, account, code, { type: "sign-in", client });
  if ((await takeChallenge(parts.models, "code", challenge)) === null) throw refusal();
  return signIn(parts, account, client, `password and ${kind}`);
}
