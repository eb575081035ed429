/** Watches that events reach each subscription: sends beats, and repairs subscriptions that receive none. */
import type { Logger } from "../../log.js";
import { createRounds } from "../../rounds.js";
import type { Consumer } from "./consumer.js";
import type { Publishing } from "./publish-over-link.js";
import type { Served } from "./serve-subscription.js";

/** Multiples of the time between two beats. */
const timing = {
  /** The interval of checks. */
  look: 0.5,
  /** A beat that another process sent within this time replaces an own one. */
  spared: 0.7,
  /** Without a beat for this long, events may be missed. */
  patience: 2.5,
  /** Meanwhile queue and bindings are declared again at this interval. */
  mend: 4,
  /** After this time, and then ever more rarely, the connection of a consumer that gets nothing is opened again. */
  reconnect: 12,
  /** Queue and bindings are also declared again at this interval when all is well. */
  declare: 20,
};
const longestReconnectMilliseconds = 300_000;
const declareMilliseconds = 10_000;
const silence = new Error("the broker does not answer");
/** One event takes milliseconds; a handler that hangs keeps all later events from every instance. */
const stuckMilliseconds = 120_000;

/** A new consumer gets this time before the first beat: it may find events that wait. */
export const settleMilliseconds = 50;

/** The parts of the watch. */
export interface WatchParts {
  intervalMilliseconds: number;
  served: readonly Served[];
  publishing: () => Pick<Publishing, "beat" | "isOpen"> | null;
  /** Discards the consuming connection in favour of a new one. */
  lose(reason: Error): void;
  /** Called when `heard` of a subscription has changed. */
  onChange(): void;
  log: Logger;
}

/** A running watch. */
export interface Watch {
  /** Records a beat. */
  hear(one: Served): void;
  /** Requires a new proof from all subscriptions: earlier beats no longer count. */
  doubt(): void;
  /** Checks now. */
  wake(): void;
  stop(): Promise<void>;
}

/** Starts to watch. */
export function startWatch(parts: WatchParts): Watch {
  const { served, intervalMilliseconds: interval, log } = parts;
  const mending = createMending(parts, () => wake());
  let lookedAt = performance.now();

  const setHeard = (one: Served, heard: boolean) => {
    if (one.heard === heard) return;
    one.heard = heard;
    const { subscriber, delivery } = one.subscription;
    if (heard) log.debug({ subscriber, delivery }, "events reach this subscription");
    else log.warn({ subscriber, delivery }, "no beat comes through: events may be missed until one does");
    parts.onChange();
  };
  const look = async (): Promise<boolean> => {
    const now = performance.now();
    // A process that was paused has not read the messages that came meanwhile.
    const late = now - lookedAt > interval * (timing.look + 1);
    lookedAt = now;
    sendBeats(parts, now, (one) => setHeard(one, false));
    if (late) return false;
    for (const one of served) {
      if (one.consumer === null) continue;
      if (one.heard && now - one.heardAt <= interval * timing.patience) {
        mending.renew(one, now);
      } else {
        setHeard(one, false);
        mending.mend(one, now);
      }
    }
    return false;
  };
  const rounds = createRounds(look, interval * timing.look, (error) =>
    log.error({ err: error }, "the check of beats failed"),
  );
  const wake = () => void rounds.wake();

  wake();
  return {
    hear(one) {
      one.heardAt = performance.now();
      one.mendingSince = null;
      setHeard(one, true);
      if (served.every(({ heard }) => heard)) mending.succeeded();
    },
    doubt() {
      for (const one of served) {
        one.heardAt = Number.NEGATIVE_INFINITY;
        setHeard(one, false);
      }
      wake();
    },
    wake,
    stop: rounds.stop,
  };
}

/** Sends the beats that are due; a beat that no queue accepts proves a lost binding at once. */
function sendBeats(
  { served, publishing, intervalMilliseconds: interval }: WatchParts,
  now: number,
  onUnroutable: (one: Served) => void,
): void {
  const way = publishing();
  if (way === null || !way.isOpen()) return;
  const due = served.filter(
    ({ consumer, heardAt }) =>
      consumer !== null && isIdle(consumer, now) && now - heardAt > interval * timing.spared,
  );
  for (const key of new Set(due.map(({ beatKey }) => beatKey))) {
    void way.beat(key).then((failure) => {
      if (failure === "unroutable") due.filter(({ beatKey }) => beatKey === key).forEach(onUnroutable);
    });
  }
}

/** Declares queues and bindings again, and discards connections that do not help. */
function createMending(
  { intervalMilliseconds: interval, publishing, lose, log }: WatchParts,
  onMended: () => void,
) {
  let reconnectAfter = interval * timing.reconnect;
  const declare = async (one: Served) => {
    one.declaredAt = performance.now();
    const { consumer } = one;
    try {
      await withinTime(consumer?.declare());
      onMended();
    } catch (error) {
      // Another connection may be in use by now.
      if (one.consumer !== consumer) return;
      if (error === silence) return lose(silence);
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

/** Would a beat be received at once? Behind an event in hand it would only wait. */
function isIdle(consumer: Consumer, now: number): boolean {
  const { startedAt, busySince } = consumer.activity();
  return busySince === null && now - startedAt >= settleMilliseconds - 1;
}

async function withinTime(work: Promise<void> | undefined): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(silence), declareMilliseconds);
  });
  try {
    await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
