/** Counts attempts in the database, for all instances together; after the free ones, each has to wait longer. */
import { createHmac } from "node:crypto";
import { duplicateFields } from "../../../platform/database/duplicate-fields.js";
import { rateLimited, unavailable } from "../../../platform/errors.js";
import type { AuthModels } from "../model.js";
import type { AttemptConfig } from "./config.js";
import { type AttemptKind, createLimits, type Limit } from "./limits.js";

/** The clock, and what is called for each refused attempt. */
interface AttemptHooks {
  now?: () => Date;
  onRefusal?: (kind: AttemptKind) => void;
}

export type Attempts = ReturnType<typeof createAttempts>;

/** Other requests may change the counter between a refusal and the read after it, but not so often. */
const mostRounds = 50;

/**
 * Creates the counters. An attempt is counted before its outcome is known, by one conditional update: of any
 * number at once, no more get through than are allowed. A refused attempt does not count, so that attempts during a wait
 * do not make it longer. Keys are stored as an HMAC only: people type passwords into the field for the name.
 */
export function createAttempts(
  { attempts }: AuthModels,
  config: AttemptConfig,
  { now = () => new Date(), onRefusal = () => {} }: AttemptHooks = {},
) {
  const limitOf = createLimits(config);
  const idOf = (kind: AttemptKind, key: string) =>
    `${kind}:${createHmac("sha256", config.secret).update(`attempts ${kind} ${key}`).digest("base64url")}`;

  return {
    /**
     * Counts an attempt; returns whether the next one will have to wait.
     * @throws AppError RATE_LIMITED with `retryAfterSeconds` when it comes too early.
     */
    async count(kind: AttemptKind, key: string): Promise<boolean> {
      const _id = idOf(kind, key);
      for (let round = 0; round < mostRounds; round++) {
        const at = now();
        try {
          const counted = await attempts
            .findOneAndUpdate({ _id, nextAt: { $lte: at } }, countOne(at, limitOf(kind)), {
              upsert: true,
              updatePipeline: true,
              returnDocument: "after",
            })
            .lean();
          return counted.nextAt > at;
        } catch (error) {
          // The counter exists and the wait is not over: the upsert then meets its id.
          if (duplicateFields(error) === null) throw error;
        }
        const counter = await attempts.findById(_id, { nextAt: 1 }).lean();
        const waitMilliseconds = (counter?.nextAt.getTime() ?? 0) - at.getTime();
        if (waitMilliseconds > 0) {
          onRefusal(kind);
          throw rateLimited(Math.ceil(waitMilliseconds / 1000));
        }
        // Else another first attempt was faster, and this one may be the second.
      }
      throw unavailable("Too many attempts at once; try again.");
    },

    /** Takes back one counted attempt that was no guess. A wait that it began stays. */
    async forgive(kind: AttemptKind, key: string): Promise<void> {
      await attempts.updateOne({ _id: idOf(kind, key), count: { $gte: 1 } }, { $inc: { count: -1 } });
    },

    /** Forgets all attempts. */
    async clear(kind: AttemptKind, key: string): Promise<void> {
      await attempts.deleteOne({ _id: idOf(kind, key) });
    },
  };
}

/** No wait: earlier than every clock, so that no attempt is refused because another instance's clock is ahead. */
const atOnce = new Date(0);

/** Returns the update, which the database computes: it subtracts what was forgotten and adds one. */
function countOne(at: Date, { free, firstDelaySeconds, longestDelaySeconds, forgetSeconds }: Limit) {
  const forgotten = {
    // Another instance's clock may be ahead.
    $divide: [{ $max: [0, { $subtract: [at, { $ifNull: ["$at", at] }] }] }, forgetSeconds * 1000],
  };
  // An attempt that is half forgotten still counts.
  const counted = { $ceil: "$count" };
  // At least zero: a server may compute this also where the branch is not taken.
  const doublings = { $max: [0, { $min: [30, { $subtract: [counted, free] }] }] };
  const delaySeconds = {
    $min: [longestDelaySeconds, { $multiply: [firstDelaySeconds, { $pow: [2, doublings] }] }],
  };
  const keepSeconds = { $max: [longestDelaySeconds, { $multiply: ["$count", forgetSeconds] }] };
  const after = (seconds: object) => ({ $add: [at, { $multiply: [seconds, 1000] }] });
  return [
    {
      $set: {
        count: { $add: [1, { $max: [0, { $subtract: [{ $ifNull: ["$count", 0] }, forgotten] }] }] },
        at: { $max: ["$at", at] },
      },
    },
    {
      $set: {
        nextAt: { $cond: [{ $lt: [counted, free] }, atOnce, after(delaySeconds)] },
        expiresAt: after(keepSeconds),
      },
    },
  ];
}
