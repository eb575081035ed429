/** Limits guesses at passwords by account and by address, so that guesses from elsewhere do not lock an owner out. */
import { AppError } from "../../../platform/errors.js";
import type { AccountRecord } from "../accounts/account-record.js";
import { identifierKey } from "../accounts/identifiers.js";
import { addressOf } from "../attempts/client-address.js";
import type { Client } from "../audit/actor.js";
import type { Parts } from "../parts.js";
import { isUsedFrom } from "../sessions/is-used-from.js";

/** A sign-in that was counted and whose outcome is not known yet. */
export interface CountedLogin {
  /** Unless it succeeds, the next sign-in at this account or from this address has to wait. */
  beginsWait: boolean;
  /** For a right password: resets the account's counter, and takes this attempt back from the address. */
  succeed(): Promise<void>;
  /**
   * For a password that was not compared: takes the attempt back from the account, since nothing was learned about it,
   * but not from the address, which has asked for work.
   */
  withdraw(): Promise<void>;
}

type LimitParts = Parts<"models" | "attempts">;

/**
 * Counts a sign-in. Names are counted as they are given, so that a counter does not tell whether an account exists, nor
 * which e-mail address belongs to which name. At an address where the account has a live session it has a counter of
 * its own, which guesses from other addresses do not raise.
 * @throws AppError RATE_LIMITED with `retryAfterSeconds`.
 */
export async function countLogin(
  parts: LimitParts,
  identifier: string,
  account: AccountRecord | null,
  client: Client,
): Promise<CountedLogin> {
  const { attempts } = parts;
  const address = addressOf(client);
  const addressWaits = await attempts.count("login:address", address);
  const counted = await countName(parts, identifierKey(identifier).key, account, address);
  return {
    beginsWait: addressWaits || counted.beginsWait,
    async succeed() {
      await Promise.all([
        attempts.clear(counted.kind, counted.key),
        attempts.forgive("login:address", address),
      ]);
    },
    withdraw: () => attempts.forgive(counted.kind, counted.key),
  };
}

async function countName(
  { models, attempts }: LimitParts,
  name: string,
  account: AccountRecord | null,
  address: string,
) {
  try {
    const beginsWait = await attempts.count("login:account", name);
    return { kind: "login:account", key: name, beginsWait } as const;
  } catch (error) {
    if (!(error instanceof AppError && error.code === "RATE_LIMITED")) throw error;
    // Also queried for an account that does not exist: it must take the same time.
    if (!(await isUsedFrom(models, account, address)) || account === null) throw error;
    const key = `${account._id} ${address}`;
    return { kind: "login:known", key, beginsWait: await attempts.count("login:known", key) } as const;
  }
}
