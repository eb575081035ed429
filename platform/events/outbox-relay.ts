/** Publishes the events in the outboxes of documents; each event stays in its document until it is published. */
import { setTimeout as delay } from "node:timers/promises";
import type { Logger } from "../log.js";
import { createRounds } from "../rounds.js";
import { type EventBus, UnansweredEventError } from "./bus.js";
import type { LeasedEvents, Outbox, OutboxBacklog } from "./outbox-events.js";

/** Publishes the events in the outboxes of a service. */
export interface OutboxRelay {
  /**
   * Publishes the waiting events. Resolves when they are published, when that has failed, or after a quarter of a
   * second: a request never waits longer, and never fails because of an event.
   */
  wake(): Promise<void>;
  /** Returns the waiting events of all outboxes together. */
  backlog(): Promise<OutboxBacklog>;
  /** Stops after the work in progress. */
  stop(): Promise<void>;
}

const timing = {
  pollMilliseconds: 1_000,
  patienceMilliseconds: 250,
  firstRetryMilliseconds: 500,
  longestRetryMilliseconds: 300_000,
  longestSilenceMilliseconds: 10_000,
};

/**
 * The delay of an event grows with its failures. The silence of the broker is no failure of the event: a long outage
 * must not delay events for as long again after it.
 */
function planRetry(error: unknown, failures: number): { milliseconds: number; failures: number } {
  const unanswered = error instanceof UnansweredEventError;
  const longest = unanswered ? timing.longestSilenceMilliseconds : timing.longestRetryMilliseconds;
  return {
    milliseconds: Math.min(timing.firstRetryMilliseconds * 2 ** failures, longest),
    failures: unanswered ? failures : failures + 1,
  };
}

/**
 * Starts a relay over `outboxes`. A write wakes it; polling finds the events that a crash or another process has left.
 * Order is kept within a document. A document whose event fails is tried again after a growing delay, and does not
 * delay other documents. While the bus cannot publish, nothing is tried. Several relays may share a collection, because
 * each leases what it publishes. A relay that exceeds its lease stops; its events may then be published twice, never in
 * another order.
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
        const next = planRetry(error, failures);
        log.warn(
          { err: error, documentId, failures: next.failures },
          `an event could not be published; again in ${next.milliseconds} ms`,
        );
        return outbox.postpone(documentId, published, next);
      }
      waiting = await outbox.release(documentId, published);
    }
  };

  const onError = (error: unknown) => log.warn({ err: error }, "the outbox could not be read");
  const publishWaiting = async (): Promise<boolean> => {
    // Only publishing counts: a service that receives no events must still send its own.
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
