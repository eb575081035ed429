/** Declares queues and bindings again through which no beat comes, and discards connections that do not help. */
import type { Logger } from "../../log.js";
import { LateAnswer, withinTime } from "../../within-time.js";
import { noAnswer } from "./broker-connection.js";
import type { Publishing } from "./publish-over-link.js";
import type { Served } from "./serve-subscription.js";

/** Multiples of the time between two beats. */
const timing = {
  /** While no beat comes, queue and bindings are declared again at this interval. */
  mend: 4,
  /** After this time, and then ever more rarely, the connection of a consumer that gets nothing is opened again. */
  reconnect: 12,
  /** Queue and bindings are also declared again at this interval when all is well. */
  declare: 20,
};
const longestReconnectMilliseconds = 300_000;
const declareMilliseconds = 10_000;
/** One event takes milliseconds; a handler that hangs keeps all later events from every instance. */
const stuckMilliseconds = 120_000;

/** The parts of the mending. */
export interface MendingParts {
  intervalMilliseconds: number;
  publishing: () => Pick<Publishing, "beat" | "isOpen"> | null;
  /** Discards the consuming connection in favour of a new one. */
  lose(reason: Error): void;
  log: Logger;
}

/** Creates the mending; `onMended` is called when a queue and its bindings are declared. */
export function createMending(
  { intervalMilliseconds: interval, publishing, lose, log }: MendingParts,
  onMended: () => void,
) {
  let reconnectAfter = interval * timing.reconnect;
  const declare = async (one: Served) => {
    one.declaredAt = performance.now();
    const { consumer } = one;
    try {
      await withinTime(declareMilliseconds, consumer?.declare() ?? Promise.resolve(), noAnswer);
      onMended();
    } catch (error) {
      // Another connection may be in use by now.
      if (one.consumer !== consumer) return;
      if (error instanceof LateAnswer) return lose(error);
      log.warn(
        { err: error, subscriber: one.subscription.subscriber },
        "queue and bindings cannot be declared",
      );
    }
  };
  return {
    /** For a subscription that receives nothing. */
    mend(one: Served, now: number): void {
      if (one.consumer === null) return;
      one.mendingSince ??= now;
      const { cameAt, busySince } = one.consumer.activity();
      if (busySince !== null && now - busySince > stuckMilliseconds) {
        lose(new Error(`an event keeps ${one.subscription.subscriber} busy without end`));
        return;
      }
      // While nothing can be sent, nothing can arrive.
      if (!publishing()?.isOpen()) return;
      if (busySince === null && now - Math.max(cameAt, one.mendingSince) > reconnectAfter) {
        reconnectAfter = Math.min(reconnectAfter * 2, longestReconnectMilliseconds);
        lose(new Error(`nothing comes to ${one.subscription.subscriber}`));
        return;
      }
      if (now - one.mendingSince > interval && now - one.declaredAt > interval * timing.mend)
        void declare(one);
    },
    /**
     * For a subscription that is served: bindings that carry no beat may be lost too. It runs a moment after a beat, so
     * that a lost binding is detected before it is restored.
     */
    renew(one: Served, now: number): void {
      if (now - one.declaredAt > interval * timing.declare && now - one.heardAt < interval) void declare(one);
    },
    succeeded(): void {
      reconnectAfter = interval * timing.reconnect;
    },
  };
}
