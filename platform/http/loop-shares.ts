/** Decides how much of the event loop each client's address may take. */
import { setTimeout as pause } from "node:timers/promises";
import { LRUCache } from "lru-cache";
import { type Account, createAccount, credits, isGreedy, isModest, partFor } from "./loop-account.js";
import { clocksOfProcess, createLoopMeters, type LoopClocks, type LoopMeter } from "./loop-meter.js";
import { type BegunTurn, beginTurn } from "./loop-turn.js";

/** Others want the event loop if one that takes little had a turn within this time. */
const sharedMilliseconds = 1_000;

/**
 * A greedy address gives way to requests of others that are under way, for this multiple of the time that its requests
 * take: between them it delays few.
 */
const patience = 2;

/** A shorter request hardly delays others. */
const feltMilliseconds = 2;

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
      account = createAccount(sender, now);
      this.#accounts.set(sender, account);
    }
    account.credit = Math.min(credits.most, account.credit + (now - account.at) * this.#partFor(account));
    account.at = now;
    return account;
  }

  #partFor(account: Account): number {
    return partFor(account, this.#greedyCount);
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
