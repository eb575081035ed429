/** Draws the hash that an unknown name's password is compared with, so that its time tells nothing. */
import { createHmac, randomInt } from "node:crypto";
import { identifierKey } from "../accounts/identifiers.js";
import type { AccountRecord, AuthModels } from "../model.js";

/** Points go from 0 to below this; a double holds each. */
const points = 2 ** 48 - 1;
/** So many accounts are drawn from: the more, the less the distances between their points weigh. */
const candidateCount = 16;
const backfillBatch = 500;

export type Decoys = ReturnType<typeof createDecoys>;

/** Where a new account stands when decoys are drawn: anywhere, with the same probability. */
export const randomSamplePoint = (): number => randomInt(points);

/**
 * Creates the drawing. An account of before stands for each unknown name, as if drawn from all with the same
 * probability, by an HMAC of the name under `secret`. So an unknown name takes as long as a known one may, follows
 * what is stored (it becomes fast when its account's hash is renewed), and takes as long each time it is tried.
 * Two instances draw the same. `secret` must not change for that: give the oldest pepper.
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
    /** The hash to compare with when there is no account of this name; undefined while there is no account at all. */
    async draw(identifier: string): Promise<string | undefined> {
      const { key } = identifierKey(identifier);
      const point = digest(key).readUIntBE(0, 6);
      const candidates = await read({ $gte: point }, candidateCount);
      if (candidates.length < candidateCount) {
        candidates.push(...(await read({ $gte: 0, $lt: point }, candidateCount - candidates.length)));
      }
      // Of these the one with the highest digest: a candidate more or less rarely changes which one that is.
      const ranked = candidates.map(({ _id, passwordHash }) => ({
        rank: digest(`${key} ${_id}`),
        passwordHash,
      }));
      return ranked.sort((a, b) => Buffer.compare(b.rank, a.rank))[0]?.passwordHash;
    },

    /** Gives accounts of earlier versions their point. May run in several processes at once. */
    async placeAll(): Promise<void> {
      for (;;) {
        const missing = await accounts
          .find({ samplePoint: null, deletedAt: null }, { _id: 1 })
          .limit(backfillBatch)
          .lean();
        if (missing.length === 0) return;
        await accounts.bulkWrite(
          missing.map(({ _id }) => ({
            updateOne: {
              filter: { _id, samplePoint: null, deletedAt: null },
              update: { $set: { samplePoint: randomSamplePoint() } },
            },
          })),
        );
      }
    },
  };
}
