/** Watches that events reach each subscription: sends beats, and mends what does not hear them. */
import type { Logger } from "../../log.js";
import { createRounds } from "../../rounds.js";
import type { Consumer } from "./consumer.js";
import type { Publishing } from "./publish-over-link.js";
import type { Served } from "./serve-subscription.js";

/** Multiples of the time between two beats. */
const timing = {
  /** Looked at this often. */
  look: 0.5,
  /** A beat that another process sent so lately spares this one. */
  spared: 0.7,
  /** Without a beat for so long, events may be missed. */
  patience: 2.5,
  /** Meanwhile queue and bindings are made ready again this often. */
  mend: 4,
  /** After so long, and then ever more seldom, a consumer that gets nothing has its connection opened anew. */
  reconnect: 12,
  /** Also when all is well, queue and bindings are made ready again this often. */
  declare: 20,
};
const longestReconnectMilliseconds = 300_000;
const declareMilliseconds = 10_000;
const silence = new Error("the broker does not answer");
/** One event takes milliseconds; a handler that hangs keeps all later ones from every instance. */
const stuckMilliseconds = 120_000;

/** A new consumer is left alone for so long: it may find events that wait. */
export const settleMilliseconds = 50;

/** What the watch works with. */
export interface WatchParts {
  intervalMilliseconds: number;
  served: readonly Served[];
  publishing: () => Pick<Publishing, "beat" | "isOpen"> | null;
  /** Gives the consuming connection up for a fresh one. */
  lose(reason: Error): void;
  /** Called when `heard` of a subscription has changed. */
  onChange(): void;
  log: Logger;
}

/** The watch at work. */
export interface Watch {
  /** Takes note of a beat. */
  hear(one: Served): void;
  /** Asks all for a fresh proof: what was heard before does not count. */
  doubt(): void;
  /** Looks now. */
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
    // A process that was held up has not read what came meanwhile.
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
    log.error({ err: error }, "the beats could not be looked after"),
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

/** Sends the beats that are due; one that no queue takes is a lost binding, known at once. */
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

/** Makes queues and bindings ready again, and gives up connections that do not help. */
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
      // Meanwhile the connection may be another.
      if (one.consumer !== consumer) return;
      if (error === silence) return lose(silence);
      log.warn(
        { err: error, subscriber: one.subscription.subscriber },
        "queue and bindings cannot be made ready",
      );
    }
  };
  return {
    /** For a subscription that hears nothing. */
    mend(one: Served, now: number): void {
      if (one.consumer === null) return;
      one.mendingSince ??= now;
      const { cameAt, busySince } = one.consumer.activity();
      if (busySince !== null && now - busySince > stuckMilliseconds) {
        lose(new Error(`an event keeps ${one.subscription.subscriber} busy without end`));
        return;
      }
      // While nothing can be sent, nothing can come.
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
     * For one that is served: also what no beat goes by may be gone. A moment after a beat, so that a binding whose
     * loss is not noticed yet is not made good in silence.
     */
    renew(one: Served, now: number): void {
      if (now - one.declaredAt > interval * timing.declare && now - one.heardAt < interval) void declare(one);
    },
    succeeded(): void {
      reconnectAfter = interval * timing.reconnect;
    },
  };
}

/** Would a beat be heard at once? Behind an event in hand it would only wait. */
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
