/** Moves events from the outbox of documents to the bus: each stays in its document until it is published. */
import { setTimeout as delay } from "node:timers/promises";
import type { Logger } from "../log.js";
import { createRounds } from "../rounds.js";
import type { EventBus } from "./bus.js";
import type { Event } from "./event.js";

/** A document whose waiting events this relay alone may publish, until its lease ends. */
export interface LeasedEvents {
  documentId: string;
  /** Oldest first. */
  events: Event[];
  /** How often in a row publishing from this document has failed. */
  failures: number;
}

/** How much waits, and since when. */
export interface OutboxBacklog {
  waiting: number;
  oldestAt: Date | null;
}

/** One collection whose documents have an `outbox` array. */
export interface Outbox {
  readonly leaseMilliseconds: number;
  /** Leases some documents with waiting events, for `leaseMilliseconds`. */
  lease(): Promise<LeasedEvents[]>;
  /** Removes published events. Gives the lease back, or returns the events that were added meanwhile. */
  release(documentId: string, publishedIds: string[]): Promise<Event[]>;
  /** Gives the lease back after a failure; no relay tries this document again before the delay is over. */
  postpone(documentId: string, publishedIds: string[], milliseconds: number): Promise<void>;
  backlog(): Promise<OutboxBacklog>;
}

/** Publishes what services leave in their outboxes. */
export interface OutboxRelay {
  /**
   * Publishes what waits now. Resolves when it is out, when it has failed, or after a quarter of a second: a
   * request never waits longer for the sake of order, and never fails for it.
   */
  wake(): Promise<void>;
  /** What waits in all outboxes together. */
  backlog(): Promise<OutboxBacklog>;
  /** Stops after what is under way. */
  stop(): Promise<void>;
}

const timing = {
  pollMilliseconds: 1_000,
  patienceMilliseconds: 250,
  firstRetryMilliseconds: 500,
  longestRetryMilliseconds: 300_000,
};

/**
 * Starts a relay over `outboxes`. A write wakes it, and polling finds what a crash or another process has left.
 * Order is kept per document. A document whose event fails waits, with growing delay, and holds up no other;
 * while nothing can be published nothing is tried at all. Several relays may run over the same collections:
 * each leases what it publishes. One that is slower than its lease stops, and what it had published may go out
 * twice, never in another order.
 */
export function startOutboxRelay(
  outboxes: readonly Outbox[],
  bus: Pick<EventBus, "publish" | "isConnected"> & Partial<Pick<EventBus, "canPublish">>,
  log: Logger,
): OutboxRelay {
  const publishFrom = async (
    outbox: Outbox,
    { documentId, events, failures }: LeasedEvents,
  ): Promise<void> => {
    const leaseEndsAt = performance.now() + outbox.leaseMilliseconds / 2;
    let waiting = events;
    while (waiting.length > 0) {
      const published: string[] = [];
      try {
        for (const event of waiting) {
          if (performance.now() > leaseEndsAt) throw new Error("publishing takes longer than the lease");
          await bus.publish(event);
          published.push(event.id);
        }
      } catch (error) {
        const wait = Math.min(timing.firstRetryMilliseconds * 2 ** failures, timing.longestRetryMilliseconds);
        log.warn(
          { err: error, documentId, failures: failures + 1 },
          `an event could not be published; again in ${wait} ms`,
        );
        return outbox.postpone(documentId, published, wait);
      }
      waiting = await outbox.release(documentId, published);
    }
  };

  const onError = (error: unknown) => log.warn({ err: error }, "the outbox could not be read");
  const publishWaiting = async (): Promise<boolean> => {
    // What comes in does not matter here: a service that hears nothing must still be heard.
    if (!(bus.canPublish ?? bus.isConnected)()) return false;
    let found = false;
    for (const outbox of outboxes) {
      try {
        const leased = await outbox.lease();
        await Promise.all(leased.map((document) => publishFrom(outbox, document)));
        found ||= leased.length > 0;
      } catch (error) {
        onError(error);
      }
    }
    return found;
  };
  const rounds = createRounds(publishWaiting, timing.pollMilliseconds, onError);

  void rounds.wake();
  return {
    async wake() {
      const patience = new AbortController();
      const late = delay(timing.patienceMilliseconds, undefined, { signal: patience.signal }).catch(() => {});
      await Promise.race([rounds.wake(), late]);
      patience.abort();
    },
    async backlog() {
      const backlogs = await Promise.all(outboxes.map((outbox) => outbox.backlog()));
      const times = backlogs.flatMap(({ oldestAt }) => (oldestAt === null ? [] : [oldestAt.getTime()]));
      return {
        waiting: backlogs.reduce((sum, { waiting }) => sum + waiting, 0),
        oldestAt: times.length === 0 ? null : new Date(Math.min(...times)),
      };
    },
    stop: rounds.stop,
  };
}
