/** Counts attempts at guessing in the database, for all instances together, and makes each next one wait longer. */
import { createHmac } from "node:crypto";
import { duplicateFields } from "../../../platform/database/connection.js";
import { rateLimited, unavailable } from "../../../platform/errors.js";
import type { AttemptConfig } from "../config.js";
import type { AuthModels } from "../model.js";

/** How a counter behaves. */
interface Limit {
  /** This many attempts need not wait. */
  free: number;
  /** The wait after the last free attempt; it doubles with each one more. */
  firstDelaySeconds: number;
  longestDelaySeconds: number;
  /** One attempt is forgotten each time this has passed. */
  forgetSeconds: number;
}

type LimitName = "account" | "address" | "mail" | "stranger";

/**
 * What is counted: the thing attempted, and by what. `account` kinds are strict; many people may share an address.
 * `mail` kinds are counted by recipient, and `stranger` is one who may have nothing to do with this service.
 */
const kinds = {
  /** Sign-ins by a name, whether there is such an account or not. */
  "login:account": "account",
  /** Sign-ins to an account from an address at which it has a live session. */
  "login:known": "account",
  "login:address": "address",
  /** Current passwords given within a session. */
  "password:session": "account",
  /** Codes of a second factor. */
  "factor:account": "account",
  "passkey:address": "address",
  "register:address": "address",
  /** Mails to a name that a client sends which is not signed in, whether there is such an account or not. */
  "mail:name": "account",
  /** Mails that the owner of an account asks for. */
  "mail:account": "account",
  "mail:address": "address",
  /** Mails that go to an address: with a link, or a notice, to one that its account has proven; and to any other. */
  "mail:link": "mail",
  "mail:notice": "mail",
  "mail:stranger": "stranger",
  /** Exports of all data. */
  "export:account": "account",
  /** Tokens out of mails. */
  "token:address": "address",
} as const satisfies Record<string, LimitName>;

export type AttemptKind = keyof typeof kinds;
export type Attempts = ReturnType<typeof createAttempts>;

/** Others may change the counter between a refusal and the look at it; never so often. */
const mostRounds = 50;

/**
 * Creates the counters. An attempt is counted before its outcome is known, by one conditional update: of any
 * number at once, no more get through than are allowed. One that is refused does not count, so nobody can make
 * the wait longer by trying during it. What is tried is stored as an HMAC only: people type passwords into the
 * field for the name.
 */
export function createAttempts({ attempts }: AuthModels, config: AttemptConfig, now = () => new Date()) {
  const limits = limitsOf(config);
  const idOf = (kind: AttemptKind, key: string) =>
    `${kind}:${createHmac("sha256", config.secret).update(`attempts ${kind} ${key}`).digest("base64url")}`;

  return {
    /**
     * Counts an attempt; answers whether the next one will have to wait.
     * @throws AppError RATE_LIMITED with `retryAfterSeconds` when it comes too early.
     */
    async count(kind: AttemptKind, key: string): Promise<boolean> {
      const _id = idOf(kind, key);
      for (let round = 0; round < mostRounds; round++) {
        const at = now();
        try {
          const counted = await attempts
            .findOneAndUpdate({ _id, nextAt: { $lte: at } }, countOne(at, limits[kinds[kind]]), {
              upsert: true,
              updatePipeline: true,
              returnDocument: "after",
            })
            .lean();
          return counted.nextAt > at;
        } catch (error) {
          // The counter is there and its time has not come: the upsert then meets its id.
          if (duplicateFields(error) === null) throw error;
        }
        const counter = await attempts.findById(_id, { nextAt: 1 }).lean();
        const waitMilliseconds = (counter?.nextAt.getTime() ?? 0) - at.getTime();
        if (waitMilliseconds > 0) throw rateLimited(Math.ceil(waitMilliseconds / 1000));
        // Or another first attempt was faster, and this one may be the second.
      }
      throw unavailable("Too many attempts at once; try again.");
    },

    /** Takes one counted attempt back: it was no guess. The wait that it began stays. */
    async forgive(kind: AttemptKind, key: string): Promise<void> {
      await attempts.updateOne({ _id: idOf(kind, key), count: { $gte: 1 } }, { $inc: { count: -1 } });
    },

    /** Forgets all attempts. */
    async clear(kind: AttemptKind, key: string): Promise<void> {
      await attempts.deleteOne({ _id: idOf(kind, key) });
    },
  };
}

function limitsOf({ perAccount, perAddress }: AttemptConfig): Record<LimitName, Limit> {
  return {
    account: { free: perAccount, firstDelaySeconds: 1, longestDelaySeconds: 900, forgetSeconds: 900 },
    address: { free: perAddress, firstDelaySeconds: 1, longestDelaySeconds: 60, forgetSeconds: 60 },
    mail: { free: perAccount, firstDelaySeconds: 300, longestDelaySeconds: 900, forgetSeconds: 900 },
    stranger: {
      free: perAccount,
      firstDelaySeconds: 300,
      longestDelaySeconds: 21_600,
      forgetSeconds: 21_600,
    },
  };
}

/** No wait: earlier than any clock says, so that none of many at once is refused for having come a moment before. */
const atOnce = new Date(0);

/** The update, computed by the database on the counter as it is: what was forgotten goes, one comes. */
function countOne(at: Date, { free, firstDelaySeconds, longestDelaySeconds, forgetSeconds }: Limit) {
  const forgotten = {
    // Another instance's clock may be ahead.
    $divide: [{ $max: [0, { $subtract: [at, { $ifNull: ["$at", at] }] }] }, forgetSeconds * 1000],
  };
  // An attempt that is half forgotten still counts.
  const counted = { $ceil: "$count" };
  const doublings = { $min: [30, { $subtract: [counted, free] }] };
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
