/** Draws the hash with which the password of an unknown name is compared, so that the time does not tell it is unknown. */
import { createHmac } from "node:crypto";
import type { AccountRecord } from "../accounts/account-record.js";
import { identifierKey } from "../accounts/identifiers.js";
import type { AuthModels } from "../model.js";
import type { PasswordConfig } from "../passwords/config.js";

/** Number of accounts to draw from: the more, the less the distances between their points matter. */
const candidateCount = 16;

export type Decoys = ReturnType<typeof createDecoys>;

/**
 * Creates the drawing. Each unknown name gets the hash of an existing account, drawn from all with the same probability
 * by an HMAC of the name under `secret`. So it takes as long as a known name may, follows what is stored (it becomes fast
 * when that account's hash is renewed), and takes the same time at each attempt and on each instance. Therefore `secret`
 * must not change: give the oldest pepper.
 */
export function createDecoys({ accounts }: Pick<AuthModels, "accounts">, secret: string) {
  const digest = (text: string): Buffer =>
    createHmac("sha256", secret).update(`gatehouse decoy ${text}`).digest();
  const read = (range: object, limit: number) =>
    accounts
      .find({ samplePoint: range, deletedAt: null }, { passwordHash: 1 })
      .sort({ samplePoint: 1 })
      .limit(limit)
      .lean<Pick<AccountRecord, "_id" | "passwordHash">[]>();

  return {
    /** Returns the hash to compare with if there is no account of this name; undefined while there is no account at all. */
    async draw(identifier: string): Promise<string | undefined> {
      const { key } = identifierKey(identifier);
      const point = digest(key).readUIntBE(0, 6);
      const candidates = await read({ $gte: point }, candidateCount);
      if (candidates.length < candidateCount) {
        candidates.push(...(await read({ $gte: 0, $lt: point }, candidateCount - candidates.length)));
      }
      // The one with the highest digest: one candidate more or less rarely changes which that is.
      const ranked = candidates.map(({ _id, passwordHash }) => ({
        rank: digest(`${key} ${_id}`),
        passwordHash,
      }));
      return ranked.sort((a, b) => Buffer.compare(b.rank, a.rank))[0]?.passwordHash;
    },
  };
}

/** Creates the drawing under the oldest pepper: a new pepper at the front does not change what is drawn. */
export const openDecoys = (
  models: Pick<AuthModels, "accounts">,
  { peppers }: Pick<PasswordConfig, "peppers">,
): Decoys => createDecoys(models, [...peppers.values()].at(-1) ?? "");
