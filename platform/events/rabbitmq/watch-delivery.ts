/** Watches that events reach each subscription: sends beats, and repairs subscriptions that receive none. */
import { createRounds } from "../../rounds.js";
import type { Consumer } from "./consumer.js";
import { createMending, type MendingParts } from "./mend-delivery.js";
import type { Served } from "./serve-subscription.js";

/** Multiples of the time between two beats. */
const timing = {
  /** The interval of checks. */
  look: 0.5,
  /** A beat that another process sent within this time replaces an own one. */
  spared: 0.7,
  /** Without a beat for this long, events may be missed. */
  patience: 2.5,
};

/** A new consumer gets this time before the first beat: it may find events that wait. */
export const settleMilliseconds = 50;

/** The parts of the watch. */
export interface WatchParts extends MendingParts {
  served: readonly Served[];
  /** Called when `heard` of a subscription has changed. */
  onChange(): void;
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

/** Would a beat be received at once? Behind an event in hand it would only wait. */
function isIdle(consumer: Consumer, now: number): boolean {
  const { startedAt, busySince } = consumer.activity();
  return busySince === null && now - startedAt >= settleMilliseconds - 1;
}
