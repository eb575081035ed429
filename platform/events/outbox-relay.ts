/** Moves events from the outbox of documents to the bus: each stays in its document until it is published. */
import type { Logger } from "../log.js";
import type { EventBus } from "./bus.js";
import type { Event } from "./event.js";

/** The events that wait in one document, oldest first. */
export interface PendingEvents {
  documentId: string;
  events: Event[];
}

/** Most documents that `pending` answers with at a time. */
export const outboxBatchSize = 100;

/** One collection whose documents carry an `outbox` array. */
export interface Outbox {
  /** Some documents with waiting events, at most `outboxBatchSize`. */
  pending(): Promise<PendingEvents[]>;
  /** Takes published events out of a document. */
  remove(documentId: string, eventIds: string[]): Promise<void>;
}

/** Publishes what services leave in their outboxes. */
export interface OutboxRelay {
  /** Publishes what waits now. Resolves when it is out or has failed; failures are retried and never thrown. */
  wake(): Promise<void>;
  /** Stops after the round under way. */
  stop(): Promise<void>;
}

const pollMilliseconds = { usual: 1_000, longest: 30_000 };

/**
 * Starts a relay over `outboxes`. A write wakes it, and polling finds what a crash left behind. Order is kept
 * per document; a document whose event fails waits, with growing delay, and does not hold up others.
 */
export function startOutboxRelay(outboxes: readonly Outbox[], bus: EventBus, log: Logger): OutboxRelay {
  let stopped = false;
  let round: Promise<void> | null = null;
  let again = false;
  let delay = pollMilliseconds.usual;
  let timer: NodeJS.Timeout | undefined;

  /** True when everything found was published. */
  const publishAll = async (outbox: Outbox): Promise<boolean> => {
    let complete = true;
    const batch = await outbox.pending();
    for (const { documentId, events } of batch) {
      const published: string[] = [];
      try {
        for (const event of events) {
          await bus.publish(event);
          published.push(event.id);
        }
      } catch (error) {
        complete = false;
        log.warn({ err: error, documentId }, "an event could not be published; it will be tried again");
      }
      if (published.length > 0) await outbox.remove(documentId, published);
    }
    // Where so much waited, there may be more.
    if (complete && batch.length >= outboxBatchSize) again = true;
    return complete;
  };

  const run = async () => {
    clearTimeout(timer);
    let complete = true;
    do {
      again = false;
      for (const outbox of outboxes) {
        try {
          complete = (await publishAll(outbox)) && complete;
        } catch (error) {
          complete = false;
          log.warn({ err: error }, "the outbox could not be read");
        }
      }
    } while (again && !stopped);
    delay = complete ? pollMilliseconds.usual : Math.min(delay * 2, pollMilliseconds.longest);
    round = null;
    if (!stopped) timer = setTimeout(() => void wake(), delay).unref();
  };
  const wake = (): Promise<void> => {
    if (stopped) return Promise.resolve();
    // A wake in mid-round may tell of a write that the round has already passed by: go round once more.
    again = true;
    round ??= run();
    return round;
  };

  void wake();
  return {
    wake,
    async stop() {
      stopped = true;
      clearTimeout(timer);
      await round;
    },
  };
}
