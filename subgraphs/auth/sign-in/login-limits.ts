/** Limits guesses at passwords by account and by address, so that what strangers try keeps no owner out. */
import { addressKey } from "../../../platform/address-key.js";
import { AppError } from "../../../platform/errors.js";
import { identifierKey } from "../accounts/identifiers.js";
import type { Attempts } from "../attempts/attempts.js";
import type { AccountRecord } from "../model.js";
import type { Client, Sessions } from "../sessions/sessions.js";

/** A sign-in that was counted and whose outcome is not known yet. */
export interface CountedLogin {
  /** Unless it succeeds, the next one at this account or from this address has to wait. */
  beginsWait: boolean;
  /** The password was right: the account's counter begins anew; the address gets only this attempt back. */
  succeed(): Promise<void>;
  /**
   * The password was never compared: the account gets the attempt back, for nothing was learned of it. The address
   * does not: it has asked for work, and a flood of that must count.
   */
  withdraw(): Promise<void>;
}

/** By what the attempts of a client are counted; all without a known address count as one. */
export const addressOf = (client: Client): string => addressKey(client.ipAddress) ?? "unknown";

/**
 * Creates the limits. Names are counted as they are given, so that a counter tells nothing of who has an
 * account, nor which e-mail address goes with which name. Whoever comes from an address at which the account
 * has a live session has a counter of their own: a stranger who guesses all day never makes the owner wait there.
 */
export function createLoginLimits(attempts: Attempts, sessions: Pick<Sessions, "isUsedFrom">) {
  const countName = async (name: string, account: AccountRecord | null, address: string) => {
    try {
      const beginsWait = await attempts.count("login:account", name);
      return { kind: "login:account", key: name, beginsWait } as const;
    } catch (error) {
      if (!(error instanceof AppError && error.code === "RATE_LIMITED")) throw error;
      // Asked for an account that does not exist, too: it must take as long.
      if (!(await sessions.isUsedFrom(account, address)) || account === null) throw error;
      const key = `${account._id} ${address}`;
      return { kind: "login:known", key, beginsWait: await attempts.count("login:known", key) } as const;
    }
  };

  return {
    /** Counts a sign-in. @throws AppError RATE_LIMITED with `retryAfterSeconds`. */
    async count(identifier: string, account: AccountRecord | null, client: Client): Promise<CountedLogin> {
      const address = addressOf(client);
      const addressWaits = await attempts.count("login:address", address);
      const counted = await countName(identifierKey(identifier).key, account, address);
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
    },
  };
}
