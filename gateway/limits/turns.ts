/** Lets requests begin one by one, in turns of their clients' addresses, so that a crowd of one does not go before others. */
import { addressKey } from "../../platform/address-key.js";
import { FairQueue } from "../../platform/fair-queue.js";

/** Resolves when the work of a request from this address may begin. */
export type Turns = (ipAddress: string) => Promise<void>;

/** What a beginning may take of the event loop before its address has to rest for it. */
const freeMilliseconds = 2;
/** How long it rests, in times of what it took: where others want the event loop too, one address gets a third. */
const restFactor = 2;
const longestRestMilliseconds = 250;
/** How many requests may begin in one round of the event loop, and for how long. */
const perRound = { requests: 16, milliseconds: 4 };
/** Others want it if one had a turn within this time. */
const sharedMilliseconds = 1_000;

/**
 * Creates the turns. To parse, validate and describe the schema takes the event loop for milliseconds, requests come in
 * by whole crowds, and what another request waits for (its subgraph's answer, say) comes in over many rounds of the
 * event loop. So only as many begin in one round as fit into a few milliseconds; turns go round the addresses; and an
 * address whose request has taken long rests in proportion while others are served.
 */
export function createTurns(): Turns {
  const waiting = new FairQueue<() => void>();
  const restsUntil = new Map<string, number>();
  let isScheduled = false;
  let current: { sender: string; startedAt: number } | null = null;
  let last = { sender: "", sharedAt: Number.NEGATIVE_INFINITY };

  let roundEndsAt = Number.POSITIVE_INFINITY;

  const schedule = () => {
    isScheduled = true;
    roundEndsAt = Number.POSITIVE_INFINITY;
    // All in the same round, with nothing between a beginning and its rest but what the beginning sets going.
    for (let request = Math.min(waiting.size, perRound.requests); request > 0; request--) {
      setImmediate(begin);
      setImmediate(rest);
    }
    setImmediate(endRound);
  };

  const begin = () => {
    const now = performance.now();
    if (now > roundEndsAt) return;
    if (roundEndsAt === Number.POSITIVE_INFINITY) roundEndsAt = now + perRound.milliseconds;
    for (const sender of waiting.senders()) {
      if ((restsUntil.get(sender) ?? 0) > now) continue;
      restsUntil.delete(sender);
      if (sender !== last.sender) {
        const isFirst = last.sender === "";
        last = { sender, sharedAt: isFirst ? last.sharedAt : now };
      }
      current = { sender, startedAt: now };
      waiting.next(sender)?.();
      return;
    }
  };

  const rest = () => {
    if (current === null) return;
    const now = performance.now();
    const took = now - current.startedAt;
    const isShared = now - last.sharedAt < sharedMilliseconds;
    if (isShared && took > freeMilliseconds)
      restsUntil.set(current.sender, now + Math.min(took * restFactor, longestRestMilliseconds));
    current = null;
  };

  const endRound = () => {
    const now = performance.now();
    if (waiting.size === 0) {
      isScheduled = false;
      // An address that rests and does not wait need not be remembered for long.
      if (restsUntil.size > 0) forgetRested(restsUntil, now);
      return;
    }
    const untils = [...waiting.senders()].map((sender) => restsUntil.get(sender) ?? 0);
    const until = Math.min(...untils);
    if (until <= now) return schedule();
    isScheduled = false;
    clearTimeout(timer);
    timer = setTimeout(wake, until - now);
  };
  let timer: NodeJS.Timeout | undefined;
  const wake = () => {
    if (!isScheduled && waiting.size > 0) schedule();
  };

  return (ipAddress) =>
    new Promise((resolve) => {
      waiting.add(addressKey(ipAddress) ?? ipAddress, resolve);
      if (!isScheduled) schedule();
    });
}

function forgetRested(restsUntil: Map<string, number>, now: number): void {
  for (const [sender, until] of restsUntil) if (until <= now) restsUntil.delete(sender);
}
