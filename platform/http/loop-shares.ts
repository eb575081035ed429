/** Decides how much of the event loop each client's address may take. */
import { setTimeout as pause } from "node:timers/promises";
import { LRUCache } from "lru-cache";
import { clocksOfProcess, createLoopMeters, type LoopClocks, type LoopMeter } from "./loop-meter.js";

/** The turn of a request. */
export interface Turn {
  /**
   * Lets requests of others go on before a part of the work that takes long. Undefined when there is no need: the address
   * takes little, or no other has a request under way.
   */
  giveWay(): Promise<void> | undefined;
  /** Does a part of the work, and measures the time until it returns. */
  measure<Result>(work: () => Result): Result;
  /** Call it once, when the work is done. */
  end(): void;
}

/** A turn that has just begun. */
export interface BegunTurn extends Turn {
  /** Adds the time of the beginning. Call it once, when the beginning is over. */
  endBeginning(milliseconds: number): void;
}

/** The share of an address. */
interface Account {
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
const credits = { most: 50, least: -300 };
/** The estimate for the first request of an address. */
const firstMilliseconds = 2;
/** Reading the head of a request and sending its answer, which are not measured. */
const unmeasuredMilliseconds = 0.3;
/** Others want the event loop if one that takes little had a turn within this time. */
const sharedMilliseconds = 1_000;
/**
 * A greedy address gives way to requests of others that are under way, for this multiple of the time that its requests
 * take: between them it delays few.
 */
const patience = 2;
/** A shorter request hardly delays others. */
const feltMilliseconds = 2;
/** Weight of the newest request in the average. */
const newestShare = 0.2;
const remembered = 10_000;

/** The shares of a server. Nothing is held back from an address while no other is served. */
export class LoopShares {
  readonly #clocks: LoopClocks;
  readonly #startMeter: () => LoopMeter;
  readonly #accounts = new LRUCache<string, Account>({ max: remembered });
  /** The two last addresses that had a turn and take little. */
  #modest: readonly { sender: string; at: number }[] = [];
  #modestUnderWay = 0;
  #greedyCount = 1;

  constructor(clocks: LoopClocks = clocksOfProcess) {
    this.#clocks = clocks;
    this.#startMeter = createLoopMeters(clocks);
  }

  /** Counts a request that waits for its turn; returns how to end that when it is done, or refused. */
  enter(sender: string): () => void {
    const account = this.#accountOf(sender);
    account.requests += 1;
    return () => {
      account.requests -= 1;
    };
  }

  /** Milliseconds until a request of this address may begin. */
  waitOf(sender: string): number {
    const account = this.#accountOf(sender);
    if (!this.#isShared(account)) return 0;
    if (account.credit <= 0) return Math.ceil(-account.credit / this.#partFor(account)) + 1;
    account.givesWaySince ??= account.at;
    return this.#mustGiveWay(account, account.givesWaySince) ? 1 : 0;
  }

  /** Sets the addresses whose requests wait. */
  setWaiting(senders: readonly string[]): void {
    const greedy = senders.filter((sender) => isGreedy(this.#accountOf(sender)));
    this.#greedyCount = Math.max(1, greedy.length);
  }

  /** Begins a request. */
  begin(sender: string): BegunTurn {
    const account = this.#accountOf(sender);
    account.givesWaySince = null;
    const turn = beginTurn(account, this.#startMeter(), this.#clocks);
    if (!isModest(account)) return { ...turn, giveWay: () => this.#giveWay(sender) };
    const others = this.#modest.filter((other) => other.sender !== sender);
    this.#modest = [{ sender, at: account.at }, ...others.slice(0, 1)];
    this.#modestUnderWay += 1;
    return {
      ...turn,
      giveWay: () => undefined,
      end: () => {
        this.#modestUnderWay -= 1;
        turn.end();
      },
    };
  }

  #accountOf(sender: string): Account {
    const now = this.#clocks.now();
    let account = this.#accounts.get(sender);
    if (account === undefined) {
      account = {
        sender,
        credit: credits.most,
        at: now,
        mean: firstMilliseconds,
        requests: 0,
        givesWaySince: null,
      };
      this.#accounts.set(sender, account);
    }
    account.credit = Math.min(credits.most, account.credit + (now - account.at) * this.#partFor(account));
    account.at = now;
    return account;
  }

  #partFor(account: Account): number {
    const part = account.requests > few ? partOf.crowd : partOf.few;
    return isGreedy(account) ? Math.min(part, partOf.few / this.#greedyCount) : part;
  }

  #isShared({ sender, at }: Account): boolean {
    return this.#modest.some((other) => other.sender !== sender && at - other.at < sharedMilliseconds);
  }

  /** Must a request of this address, which has given way since then, still do so? */
  #mustGiveWay(account: Account, since: number): boolean {
    const isFelt = this.#modestUnderWay > 0 && account.mean >= feltMilliseconds && !isModest(account);
    return isFelt && account.at - since < patience * account.mean;
  }

  #giveWay(sender: string): Promise<void> | undefined {
    const account = this.#accountOf(sender);
    const since = account.at;
    if (!this.#mustGiveWay(account, since)) return undefined;
    return waitFor(() => !this.#mustGiveWay(this.#accountOf(sender), since));
  }
}

/** Looks each millisecond. */
async function waitFor(isOver: () => boolean): Promise<void> {
  do await pause(1);
  while (!isOver());
}

const isGreedy = ({ credit }: Account): boolean => credit < credits.most / 2;

const isModest = (account: Account): boolean => !isGreedy(account) || account.requests <= few;

/** Charges the account with the average of its requests, and corrects that at the end. */
function beginTurn(account: Account, meter: LoopMeter, clocks: LoopClocks): Omit<BegunTurn, "giveWay"> {
  const estimate = account.mean;
  account.credit -= estimate;
  let isBeginning = true;
  let hasEnded = false;
  const settle = () => {
    const milliseconds = meter.stop() + unmeasuredMilliseconds;
    account.credit = Math.max(credits.least, account.credit + estimate - milliseconds);
    account.mean += newestShare * (milliseconds - account.mean);
  };
  return {
    measure(work) {
      if (isBeginning || hasEnded) return work();
      const startedAt = clocks.now();
      try {
        return work();
      } finally {
        meter.add(clocks.now() - startedAt);
      }
    },
    endBeginning(milliseconds) {
      isBeginning = false;
      meter.add(milliseconds);
      if (hasEnded) settle();
    },
    end() {
      hasEnded = true;
      if (!isBeginning) settle();
    },
  };
}
