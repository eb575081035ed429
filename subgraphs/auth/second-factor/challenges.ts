/** Challenges: what stands between one step of a sign-in, or of setting one up, and the next. */
import { createHash, randomBytes } from "node:crypto";
import type { AccountRecord, AuthModels } from "../model.js";
import type { ChallengeRecord } from "./model.js";

/** What a challenge is for; it is good for nothing else. */
export type ChallengePurpose = "code" | "passkey-registration" | "passkey-login";

export type Challenges = ReturnType<typeof createChallenges>;

/** How long a person may take. */
const lifetimeSeconds = 300;

/** Was it made for this account, and have its sessions not been ended since? */
export function isForAccount(challenge: ChallengeRecord, account: AccountRecord): boolean {
  const { accountId, sessionsValidAfter } = challenge;
  return accountId === account._id && sessionsValidAfter?.getTime() === account.sessionsValidAfter.getTime();
}

/** Creates them: opaque, of 256 random bits, stored as hashes, each good once. */
export function createChallenges({ challenges, accounts }: AuthModels) {
  return {
    /** A new one: for an account whose owner has just been recognised, or for whoever will be. */
    async begin(purpose: ChallengePurpose, account: AccountRecord | null): Promise<string> {
      const challenge = randomBytes(32).toString("base64url");
      await challenges.create({
        _id: hash(purpose, challenge),
        accountId: account?._id ?? null,
        sessionsValidAfter: account?.sessionsValidAfter ?? null,
        expiresAt: new Date(Date.now() + lifetimeSeconds * 1000),
      });
      return challenge;
    },

    /** The account that a code is awaited for; null once the challenge has expired or been used. */
    async findAccount(challenge: string): Promise<AccountRecord | null> {
      const good = { _id: hash("code", challenge), expiresAt: { $gt: new Date() } };
      const found = await challenges.findOne(good).lean();
      const account = found === null ? null : await accounts.findById(found.accountId).lean();
      return found !== null && account?.enabled === true && isForAccount(found, account) ? account : null;
    },

    /** Uses it up; null when it has expired, was used before, or somebody else has been faster. */
    take(purpose: ChallengePurpose, challenge: string): Promise<ChallengeRecord | null> {
      const good = { _id: hash(purpose, challenge), expiresAt: { $gt: new Date() } };
      return challenges.findOneAndDelete(good).lean();
    },
  };
}

function hash(purpose: ChallengePurpose, challenge: string): string {
  return createHash("sha256").update(`${purpose} ${challenge}`).digest("base64url");
}
