/** Lets requests begin in turns of their clients' addresses, so that the crowd of one does not go before others. */
import { addressKey } from "../address-key.js";
import { unavailable } from "../errors.js";
import { FairQueue } from "../fair-queue.js";
import { Overloaded } from "./load-shedding.js";
import { type BegunTurn, LoopShares, type Turn } from "./loop-shares.js";

/** The part of an AbortSignal that is used here. */
interface EndSignal {
  readonly aborted: boolean;
  addEventListener(type: "abort", listener: () => void): void;
  removeEventListener(type: "abort", listener: () => void): void;
}

/** How requests begin. */
export interface Turns {
  /**
   * Waits until the work of a request from this address may begin.
   * @throws Overloaded when too many wait; AppError SERVICE_UNAVAILABLE when `end` comes first.
   */
  take(ipAddress: string, end: EndSignal): Promise<Turn>;
}

/** A request that waits. */
interface Waiter {
  begin(): BegunTurn;
  refuse(error: Error): void;
}

/** How many requests may begin in one round of the event loop, and for how long. */
const perRound = { requests: 16, milliseconds: 4 };

/**
 * Creates the turns; of more than `mostWaiting` requests, the newest of the address that has most is refused. To parse,
 * validate and describe the schema takes the event loop for milliseconds, and the answer of a subgraph for another
 * request comes in over many rounds of the event loop. So only as many begin in one round as fit into a few milliseconds,
 * turns go round the addresses, and one that has taken more than its share waits.
 */
export function createTurns(mostWaiting: number): Turns {
  const waiting = new FairQueue<Waiter>();
  const shares = new LoopShares();
  const wake = createRounds(waiting, shares);
  return {
    take(ipAddress, end) {
      const sender = addressKey(ipAddress) ?? ipAddress;
      return new Promise((resolve, reject) => {
        if (end.aborted) return reject(tooLate());
        if (waiting.size >= mostWaiting) {
          const displaced = waiting.makeRoom(sender);
          if (displaced === null) return reject(new Overloaded({ isOwnFault: true }));
          displaced.refuse(new Overloaded({ isOwnFault: true }));
        }
        const leave = shares.enter(sender);
        const waiter: Waiter = {
          begin() {
            end.removeEventListener("abort", onEnd);
            const turn = shares.begin(sender);
            resolve(withEnd(turn, leave));
            return turn;
          },
          refuse(error) {
            end.removeEventListener("abort", onEnd);
            leave();
            reject(error);
          },
        };
        const onEnd = () => {
          waiting.remove(sender, waiter);
          waiter.refuse(tooLate());
        };
        end.addEventListener("abort", onEnd);
        waiting.add(sender, waiter);
        wake();
      });
    },
  };
}

/** Returns a function that starts rounds, in which waiting requests begin, until none waits. */
function createRounds(waiting: FairQueue<Waiter>, shares: LoopShares): () => void {
  let isScheduled = false;
  let endsAt = Number.POSITIVE_INFINITY;
  let beginning: { turn: BegunTurn; startedAt: number } | null = null;
  let timer: NodeJS.Timeout | undefined;

  const schedule = () => {
    isScheduled = true;
    endsAt = Number.POSITIVE_INFINITY;
    for (let request = Math.min(waiting.size, perRound.requests); request > 0; request--) {
      setImmediate(begin);
      // Between the two run only the microtasks of the beginning.
      setImmediate(endBeginning);
    }
    setImmediate(endRound);
  };
  const begin = () => {
    const startedAt = performance.now();
    if (startedAt > endsAt) return;
    if (endsAt === Number.POSITIVE_INFINITY) endsAt = startedAt + perRound.milliseconds;
    for (const sender of waiting.senders()) {
      if (shares.waitOf(sender) > 0) continue;
      const turn = waiting.next(sender)?.begin();
      if (turn !== undefined) beginning = { turn, startedAt };
      return;
    }
  };
  const endBeginning = () => {
    if (beginning === null) return;
    const { turn, startedAt } = beginning;
    beginning = null;
    turn.endBeginning(performance.now() - startedAt);
  };
  const endRound = () => {
    isScheduled = false;
    if (waiting.size === 0) return;
    const senders = [...waiting.senders()];
    shares.setWaiting(senders);
    const wait = Math.min(...senders.map((sender) => shares.waitOf(sender)));
    if (wait === 0) return schedule();
    clearTimeout(timer);
    timer = setTimeout(wake, wait);
  };
  const wake = () => {
    if (!isScheduled && waiting.size > 0) schedule();
  };
  return wake;
}

/** Calls `then` at the end of a turn; a second end has no effect. */
function withEnd(turn: Turn, then: () => void): Turn {
  let hasEnded = false;
  return {
    ...turn,
    end() {
      if (hasEnded) return;
      hasEnded = true;
      turn.end();
      then();
    },
  };
}

const tooLate = () => unavailable("The request has waited too long for its turn; try again.");
