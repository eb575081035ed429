/** Lets answers be written in turns of their clients' addresses when there are many at once. */
import { addressKey } from "../../platform/address-key.js";
import { FairQueue } from "../../platform/fair-queue.js";

/** Writing answers may take this much of one round of the event loop. */
const freeMilliseconds = 5;

/** Writes the answer to a request from this address, at once or when it is its turn. */
export type WriteInTurn = (ipAddress: string, write: () => Promise<void>) => Promise<void>;

/**
 * Creates the turns. Requests that share a fetch all go on in the moment when its answer comes, and to write a large answer
 * takes milliseconds: hundreds would hold the event loop for seconds. After the first milliseconds of a round, an answer
 * waits for a later one, where turns go round the addresses; most answers do not wait.
 */
export function createAnswerTurns(): WriteInTurn {
  const waiting = new FairQueue<() => void>();
  let roundBeganAt: number | null = null;
  const isOver = () => roundBeganAt !== null && performance.now() - roundBeganAt >= freeMilliseconds;
  const beginRound = () => {
    roundBeganAt = performance.now();
    setImmediate(endRound);
  };
  const endRound = () => {
    roundBeganAt = null;
    if (waiting.size === 0) return;
    beginRound();
    while (waiting.size > 0 && !isOver()) waiting.next()?.();
  };
  return async (ipAddress, write) => {
    if (waiting.size === 0 && !isOver()) {
      if (roundBeganAt === null) beginRound();
      // Called before anything is waited for, so that its time counts against the next one.
      return write();
    }
    return new Promise((resolve, reject) => {
      waiting.add(addressKey(ipAddress) ?? ipAddress, () => write().then(resolve, reject));
    });
  };
}
