/** Challenges: what stands between a right password and a session while the second factor is awaited. */
import { createHash, randomBytes } from "node:crypto";
import type { AccountRecord, AuthModels } from "../../model.js";

export type Challenges = ReturnType<typeof createChallenges>;

/** How long a person may take over the code. */
const lifetimeSeconds = 300;

/** Creates them: opaque, of 256 random bits, stored as hashes, for one account and one session. */
export function createChallenges({ challenges, accounts }: AuthModels) {
  return {
    /** A new one for an account whose password has just been given. */
    async begin({ _id: accountId, sessionsValidAfter }: AccountRecord): Promise<string> {
      const challenge = randomBytes(32).toString("base64url");
      const expiresAt = new Date(Date.now() + lifetimeSeconds * 1000);
      await challenges.create({ _id: hash(challenge), accountId, sessionsValidAfter, expiresAt });
      return challenge;
    },

    /** Whose it is; null once it has expired, been used, or the account's sessions have been ended since. */
    async findAccount(challenge: string): Promise<AccountRecord | null> {
      const found = await challenges.findOne({ _id: hash(challenge), expiresAt: { $gt: new Date() } }).lean();
      const account = found === null ? null : await accounts.findById(found.accountId).lean();
      if (found === null || account === null || !account.enabled) return null;
      return found.sessionsValidAfter.getTime() === account.sessionsValidAfter.getTime() ? account : null;
    },

    /** Uses it up; false when somebody else has been faster. */
    async end(challenge: string): Promise<boolean> {
      return (await challenges.deleteOne({ _id: hash(challenge) })).deletedCount === 1;
    },
  };
}

function hash(challenge: string): string {
  return createHash("sha256").update(challenge).digest("base64url");
}
