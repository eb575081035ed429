/** How much of the event loop one address may take, and has taken. */

/** The share of an address. */
export interface Account {
  sender: string;
  /** Milliseconds of the event loop that it may take now; below 0: that it has taken too many. */
  credit: number;
  /** The time of that credit. */
  at: number;
  /** Milliseconds that its requests take on average. */
  mean: number;
  /** Its requests that wait or are under way. */
  requests: number;
  /** Since when the next one could begin and may have given way to others; null: it could not. */
  givesWaySince: number | null;
}

/**
 * The part of the event loop that an address gets while others want it too: `crowd` with many requests at a time, `few`
 * with no more than a client has that waits for its answers. All greedy addresses together get the part `few`.
 */
const partOf = { crowd: 1 / 3, few: 2 / 3 };
const few = 2;
/** The estimate for the first request of an address. */
const firstMilliseconds = 2;

/** The limits of an account's credit, in milliseconds. */
export const credits = { most: 50, least: -300 };

/** Creates the account of an address that is new. */
export const createAccount = (sender: string, at: number): Account => ({
  sender,
  credit: credits.most,
  at,
  mean: firstMilliseconds,
  requests: 0,
  givesWaySince: null,
});

/** Has the address used up half of what it may take at once? */
export const isGreedy = ({ credit }: Account): boolean => credit < credits.most / 2;

/** Does the address take little? */
export const isModest = (account: Account): boolean => !isGreedy(account) || account.requests <= few;

/** Returns the part of the event loop that the address gets, beside so many greedy ones. */
export function partFor(account: Account, greedyCount: number): number {
  const part = account.requests > few ? partOf.crowd : partOf.few;
  return isGreedy(account) ? Math.min(part, partOf.few / greedyCount) : part;
}
