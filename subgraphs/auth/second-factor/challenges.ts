/** Challenges: opaque values of 256 random bits that connect one step of a sign-in with the next, each good once. */
import { createHash, randomBytes } from "node:crypto";
import type { AccountRecord } from "../accounts/account-record.js";
import { isLiveAccount } from "../accounts/live-account.js";
import type { AuthModels } from "../model.js";
import type { ChallengeRecord } from "./model.js";

/** The step that a challenge is for; it is invalid for every other step. */
export type ChallengePurpose = "code" | "passkey-registration" | "passkey-login";

type Challenges = Pick<AuthModels, "challenges">;

/** Time for a person to complete the step. */
const lifetimeSeconds = 300;

/** Was the challenge made for this account, and have the account's sessions not been ended since? */
export function isForAccount(challenge: ChallengeRecord, account: AccountRecord): boolean {
  const { accountId, sessionsValidAfter } = challenge;
  return accountId === account._id && sessionsValidAfter?.getTime() === account.sessionsValidAfter.getTime();
}

/** Creates a challenge; `account` is null where the next step tells which account it is. Only its hash is stored. */
export async function beginChallenge(
  { challenges }: Challenges,
  purpose: ChallengePurpose,
  account: AccountRecord | null,
): Promise<string> {
  const challenge = randomBytes(32).toString("base64url");
  await challenges.create({
    _id: hash(purpose, challenge),
    accountId: account?._id ?? null,
    sessionsValidAfter: account?.sessionsValidAfter ?? null,
    expiresAt: new Date(Date.now() + lifetimeSeconds * 1000),
  });
  return challenge;
}

/** Returns the account whose code is awaited; null once the challenge has expired or was used. */
export async function findChallengedAccount(
  { challenges, accounts }: Pick<AuthModels, "challenges" | "accounts">,
  challenge: string,
): Promise<AccountRecord | null> {
  const found = await challenges.findOne(valid("code", challenge)).lean();
  const account = found === null ? null : await accounts.findById(found.accountId).lean();
  return found !== null && isLiveAccount(account) && isForAccount(found, account) ? account : null;
}

/** Uses a challenge up; null when it has expired or was used before. */
export function takeChallenge(
  { challenges }: Challenges,
  purpose: ChallengePurpose,
  challenge: string,
): Promise<ChallengeRecord | null> {
  return challenges.findOneAndDelete(valid(purpose, challenge)).lean();
}

const valid = (purpose: ChallengePurpose, challenge: string) => ({
  _id: hash(purpose, challenge),
  expiresAt: { $gt: new Date() },
});

function hash(purpose: ChallengePurpose, challenge: string): string {
  return createHash("sha256").update(`${purpose} ${challenge}`).digest("base64url");
}
