/** Use case `login`. */
import { AppError } from "../../../platform/errors.js";
import { type AccountRecord, isConfirmed } from "../accounts/account-record.js";
import { findByIdentifier } from "../accounts/find-account.js";
import { isLiveAccount } from "../accounts/live-account.js";
import type { Client } from "../audit/actor.js";
import { ownEntry } from "../audit/audit.js";
import type { AuthParts } from "../parts.js";
import { HashNotStarted } from "../passwords/hash-turn.js";
import { longestPassword, type PasswordVerdict } from "../passwords/passwords.js";
import { replacePasswordHash } from "../passwords/replace-password-hash.js";
import { beginChallenge } from "../second-factor/challenges.js";
import type { IssuedTokens } from "../sessions/issue-tokens.js";
import { type CountedLogin, countLogin } from "./login-limits.js";
import { signIn } from "./sign-in.js";

/** Longest name that is looked up, in UTF-16 units: an e-mail address has at most 254. */
const longestIdentifier = 320;

/**
 * Signs in by username or e-mail address and password.
 * @throws AppError INVALID_CREDENTIALS, after the same time for every cause; MFA_REQUIRED with a challenge when the
 * account has a second factor; RATE_LIMITED for any name that was tried too often; HashNotStarted.
 */
export async function login(
  parts: AuthParts,
  identifier: string,
  password: string,
  client: Client,
): Promise<IssuedTokens> {
  const { models, passwords, decoys } = parts;
  passwords.requireTurn();
  const name = identifier.slice(0, longestIdentifier);
  // Both are always read, so that the time does not tell whether the account exists.
  const [account, decoy] = await Promise.all([findByIdentifier(models, name), decoys.draw(name)]);
  const attempt = await countLogin(parts, name, account, client);
  const verdict = await passwords
    .verify(password.slice(0, longestPassword), account?.passwordHash ?? null, decoy)
    .catch(async (error: unknown) => {
      if (error instanceof HashNotStarted) await attempt.withdraw();
      throw error;
    });
  const { correct, outdated } = verdict;
  if (!correct || !isLiveAccount(account) || password.length > longestPassword) {
    throw await refuse(parts, account, verdict, attempt, client);
  }
  await attempt.succeed();
  if (outdated) await renewHash(parts, account, password);
  if (isConfirmed(account.totp)) throw await askForFactor(parts, account, client);
  return signIn(parts, account, client, "password");
}

/** Records a failed sign-in and returns the refusal, which does not name the cause. */
async function refuse(
  { audit }: AuthParts,
  account: AccountRecord | null,
  { correct, incomparable }: PasswordVerdict,
  { beginsWait }: CountedLogin,
  client: Client,
): Promise<AppError> {
  const mismatch = incomparable ? "the stored hash cannot be compared" : "wrong password";
  const reason = account === null ? "unknown account" : correct ? "disabled account" : mismatch;
  const subjectId = account?._id ?? null;
  await audit.record({ type: "sign-in", outcome: "failure", subjectId, client, reason });
  // Recorded when a wait begins and not at each attempt during it, which could fill the trail.
  if (beginsWait) await audit.record({ type: "sign-in.limited", outcome: "denied", subjectId, client });
  return new AppError(
    "INVALID_CREDENTIALS",
    "The name or the password is wrong, or the account is disabled.",
  );
}

/** Returns the response to a right password of an account that has a second factor. */
async function askForFactor(
  { models, audit }: AuthParts,
  account: AccountRecord,
  client: Client,
): Promise<AppError> {
  await audit.record({ ...ownEntry("factor.asked", account._id, client), outcome: "success" });
  return new AppError("MFA_REQUIRED", "Send a code of your second factor.", {
    challenge: await beginChallenge(models, "code", account),
    factors: ["TOTP", "RECOVERY_CODE"],
  });
}

/** Replaces an outdated hash unless it was changed meanwhile. When too many hashes wait, the next sign-in does it. */
async function renewHash(
  { models, passwords }: AuthParts,
  account: AccountRecord,
  password: string,
): Promise<void> {
  try {
    await replacePasswordHash(models, account, await passwords.hash(password));
  } catch (error) {
    if (!(error instanceof HashNotStarted)) throw error;
  }
}
