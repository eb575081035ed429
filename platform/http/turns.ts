/** Lets requests begin in turns of their clients' addresses, so that the crowd of one does not go before others. */
import { addressKey } from "../address-key.js";
import { unavailable } from "../errors.js";
import { FairQueue } from "../fair-queue.js";
import { Overloaded } from "./load-shedding.js";
import { LoopShares } from "./loop-shares.js";
import type { Turn } from "./loop-turn.js";
import { createRounds, type Waiter } from "./turn-rounds.js";

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
