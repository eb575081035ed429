/** The kinds of attempts that are counted, and their limits. */
import type { AttemptConfig } from "./config.js";

/** The limit of a counter. */
export interface Limit {
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
 * Kinds of attempts, each with the class of its limit. `account` is strict; many people may share an `address`. `mail` is
 * for recipients, and `stranger` for recipients who may have no account here.
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
  /** Mails to a name that an anonymous client sends, whether there is such an account or not. */
  "mail:name": "account",
  /** Mails that the owner of an account asks for. */
  "mail:account": "account",
  "mail:address": "address",
  /** Mails to an address: links and notices to one that its account has proven; all mails to any other. */
  "mail:link": "mail",
  "mail:notice": "mail",
  "mail:stranger": "stranger",
  /** Exports of all data. */
  "export:account": "account",
  /** Tokens of mailed links. */
  "token:address": "address",
} as const satisfies Record<string, LimitName>;

export type AttemptKind = keyof typeof kinds;

/** Returns the limit of each kind. */
export function createLimits(config: AttemptConfig): (kind: AttemptKind) => Limit {
  const limits = limitsOf(config);
  return (kind) => limits[kinds[kind]];
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
